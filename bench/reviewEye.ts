/**
 * Reads what a review page really shows and plays: the barcodes on its canvases at each refresh of the screen, and the
 * tones that reach its sound output. These functions run inside the page; they are handed over as text and must not
 * use anything outside themselves.
 */

export interface EyeSettings {
  /** When the hour begins, in milliseconds since 1970. */
  readonly from: number;
  readonly frameMs: number;
  /** Frames of each camera's loop, by the number in its barcode. */
  readonly loops: readonly number[];
  readonly blocks: number;
  /** What is not right by then never is. */
  readonly patienceMs: number;
}

/** What stood on the canvases at one refresh: for each camera its frame, counted from the hour's beginning. */
export interface Glance {
  readonly time: number;
  readonly frames: readonly (number | null)[];
}

export interface ReviewEye {
  /**
   * Milliseconds from now until every one of `cameras` canvases shows the clock's moment within one frame; null where
   * that does not come within `patienceMs`.
   */
  untilRight(cameras: number): Promise<number | null>;
  /** Waits for the next press of the pointer, in the page's own time: how long after it every canvas is right. */
  awaitSeek(cameras: number): void;
  /** What became of the seek that was awaited last. */
  sought: Promise<number | null>;
  /** Looks at every refresh for some milliseconds. */
  watch(milliseconds: number): Promise<Glance[]>;
  /** Each tone that reached the sound output: when it was heard, by `performance.now()`. */
  readonly tones: { readonly at: number }[];
  readonly clock: () => number;
}

declare global {
  interface Window {
    reviewEye: ReviewEye;
  }
}

/** Puts the eye into a page before it is opened. */
export function putEyeIn({ from, frameMs, loops, blocks, patienceMs }: EyeSettings): void {
  const tones: { at: number }[] = [];
  const clock = (): number => Number(document.querySelector<HTMLElement>('.transport-moment')?.dataset['at'] ?? 0);

  /** The frame on a canvas, as the one nearest to the clock's among all that look like it; null where none can be read. */
  const frameOn = (canvas: HTMLCanvasElement, near: number): { camera: number; frame: number } | null => {
    const row = canvas.getContext('2d')?.getImageData(0, 10, canvas.width, 1).data;
    if (!row || canvas.width < blocks) return null;
    let bits = '';
    for (let block = 0; block < blocks; block += 1) {
      const x = Math.floor(((block + 0.5) * canvas.width) / blocks);
      bits += (row[x * 4 + 1] ?? 0) > 127 ? '1' : '0';
    }
    const camera = parseInt(bits.slice(0, 4), 2);
    const inLoop = parseInt(bits.slice(4, 16), 2);
    const check = (camera + (inLoop & 15) + ((inLoop >> 4) & 15) + (inLoop >> 8)) & 15;
    const loop = loops[camera];
    if (check !== parseInt(bits.slice(16), 2) || loop === undefined || inLoop >= loop) return null;
    return { camera, frame: inLoop + Math.round((near - inLoop) / loop) * loop };
  };

  const glance = (time: number): Glance => {
    const near = Math.floor((clock() - from) / frameMs);
    const frames: (number | null)[] = loops.map(() => null);
    for (const tile of document.querySelectorAll<HTMLElement>('.camera-tile[data-ready=true]')) {
      const canvas = tile.querySelector('canvas');
      const read = canvas && frameOn(canvas, near);
      if (read) frames[read.camera] = read.frame;
    }
    return { time, frames };
  };

  const untilRight = (cameras: number): Promise<number | null> =>
    new Promise((resolve) => {
      const began = performance.now();
      const look = (): void => {
        const wanted = (clock() - from) / frameMs;
        const right = glance(0).frames.filter((frame) => frame !== null && Math.abs(frame + 0.5 - wanted) <= 1.5);
        const waited = performance.now() - began;
        if (right.length === cameras) resolve(waited);
        else if (waited > patienceMs) resolve(null);
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });

  const watch = (milliseconds: number): Promise<Glance[]> =>
    new Promise((resolve) => {
      const glances: Glance[] = [];
      const began = performance.now();
      const look = (time: number): void => {
        // Asked for anew first, so that it comes after the page's own drawing of the same refresh.
        if (performance.now() - began < milliseconds) requestAnimationFrame(look);
        else resolve(glances);
        glances.push(glance(time));
      };
      requestAnimationFrame(look);
    });

  const awaitSeek = (cameras: number): void => {
    window.reviewEye.sought = new Promise((resolve) => {
      // A press that never reaches the page is not waited for for ever.
      setTimeout(() => resolve(null), 2 * patienceMs);
      addEventListener(
        'pointerdown',
        ({ timeStamp }) =>
          requestAnimationFrame(() => {
            const waited = performance.now() - timeStamp;
            void untilRight(cameras).then((more) => resolve(more === null ? null : waited + more));
          }),
        { once: true, capture: true },
      );
    });
  };

  window.reviewEye = { untilRight, awaitSeek, sought: Promise.resolve(null), watch, tones, clock };

  // What goes to the sound output goes through a tap, too, that tells when a tone begins.
  const tap = `registerProcessor('tap', class extends AudioWorkletProcessor {
    quietUntil = 0;
    process([input]) {
      const samples = input[0];
      for (let index = 0; samples && index < samples.length; index += 1) {
        const at = currentTime + index / sampleRate;
        if (Math.abs(samples[index]) > 0.1) {
          if (at > this.quietUntil) this.port.postMessage(at);
          this.quietUntil = at + 0.3;
        }
      }
      return true;
    }
  })`;
  const taps = new WeakMap<BaseAudioContext, Promise<AudioNode>>();
  const connect = Object.getOwnPropertyDescriptor(AudioNode.prototype, 'connect')?.value as (
    this: AudioNode,
    ...to: unknown[]
  ) => unknown;
  const tapOf = async (context: AudioContext): Promise<AudioNode> => {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([tap], { type: 'text/javascript' })));
    const node = new AudioWorkletNode(context, 'tap', { numberOfOutputs: 1 });
    connect.call(node, context.destination);
    node.port.onmessage = ({ data }: MessageEvent<number>) => {
      const heard = context.getOutputTimestamp();
      tones.push({ at: (heard.performanceTime ?? 0) + (data - (heard.contextTime ?? 0)) * 1000 });
    };
    return node;
  };
  AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
    const { context } = this;
    if (to[0] instanceof AudioDestinationNode && context instanceof AudioContext) {
      const made = taps.get(context) ?? tapOf(context);
      taps.set(context, made);
      void made.then((node) => connect.call(this, node));
    }
    return connect.apply(this, to);
  } as typeof AudioNode.prototype.connect;
}
