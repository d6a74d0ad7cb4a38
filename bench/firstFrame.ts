/** What one opening took, in milliseconds from the click; null for what did not come. */
export interface Opening {
  posterMs: number | null;
  liveMs: number | null;
}

/**
 * Runs inside the console: clicks a vehicle in the list and waits for the first frame that is presented, of the poster
 * and of the live picture. Uses nothing outside itself.
 */
export function openByClick({ plate, cameraId }: { plate: string; cameraId: string }): Promise<Opening> {
  return new Promise((resolve, reject) => {
    const button = [...document.querySelectorAll<HTMLElement>('nav button')].find((one) =>
      one.textContent.includes(plate),
    );
    if (!button) {
      reject(new Error(`${plate} is not in the list`));
      return;
    }
    const opening: Opening = { posterMs: null, liveMs: null };
    const watched = new WeakSet<Element>();
    const began = performance.now();
    const finish = (): void => {
      observer.disconnect();
      clearTimeout(timer);
      resolve(opening);
    };
    const find = (selector: string): Element | null => {
      const found = document.querySelector(`[data-camera-id="${cameraId}"] ${selector}`);
      if (found === null || watched.has(found)) return null;
      watched.add(found);
      return found;
    };
    const look = (): void => {
      // After the callbacks of an animation frame the page is drawn; what is posted in one arrives when that is done.
      if (find('.picture-poster') !== null) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          opening.posterMs ??= performance.now() - began;
        };
        requestAnimationFrame(() => port2.postMessage(null));
      }
      const live = find('.picture-live');
      if (live instanceof HTMLVideoElement) {
        live.requestVideoFrameCallback(() => {
          opening.liveMs ??= performance.now() - began;
          finish();
        });
      }
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(finish, 8_000);
    button.click();
    look();
  });
}
