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
    const watch = (selector: string, presented: () => void): void => {
      const video = document.querySelector<HTMLVideoElement>(`[data-camera-id="${cameraId}"] ${selector}`);
      if (!video || watched.has(video)) return;
      watched.add(video);
      video.requestVideoFrameCallback(presented);
    };
    const look = (): void => {
      watch('.picture-poster', () => (opening.posterMs ??= performance.now() - began));
      watch('.picture-live', () => {
        opening.liveMs ??= performance.now() - began;
        finish();
      });
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(finish, 8_000);
    button.click();
    look();
  });
}
