/** Enough for a wall and everything near it: at 480x270 about half a megabyte each. */
const MOST_KEPT = 48;
const WIDTH_PX = 480;

/** A still picture of a camera, for the moment until the live one comes. */
export interface Poster {
  readonly picture: HTMLCanvasElement;
  /** When the camera saw it, by the server's clock; null where it is not said. */
  readonly capturedAt: number | null;
  /** When this page took it, on performance.now(). */
  readonly takenAt: number;
}

/** The newest picture of each camera that this page has had, ready to be drawn in the moment it is wanted. */
export class PosterShelf {
  private readonly posters = new Map<string, Poster>();

  get(cameraId: string): Poster | null {
    return this.posters.get(cameraId) ?? null;
  }

  get isFull(): boolean {
    return this.posters.size >= MOST_KEPT;
  }

  /** What one person was shown is not the next one's. */
  clear(): void {
    this.posters.clear();
  }

  /** The longest unchanged one gives way where there is no room. */
  put(cameraId: string, poster: Poster): void {
    this.posters.delete(cameraId);
    this.posters.set(cameraId, poster);
    const [oldest] = this.posters.keys();
    if (this.posters.size > MOST_KEPT && oldest !== undefined) this.posters.delete(oldest);
  }
}

/** Copies what a player shows now; null where it shows nothing yet. */
export function pictureOf(video: HTMLVideoElement): HTMLCanvasElement | null {
  if (video.videoWidth === 0 || video.videoHeight === 0) return null;
  const width = Math.min(WIDTH_PX, video.videoWidth);
  return drawn(video, width, Math.round((width * video.videoHeight) / video.videoWidth));
}

/** An element of its own for each place that shows the picture. */
export const copyOf = ({ picture }: Poster): HTMLCanvasElement | null => drawn(picture, picture.width, picture.height);

/** In memory and not on the graphics card, so that a copy waits for nothing. */
function drawn(source: HTMLVideoElement | HTMLCanvasElement, width: number, height: number): HTMLCanvasElement | null {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  context?.drawImage(source, 0, 0, width, height);
  return context === null ? null : canvas;
}

/** The one shelf of this page. */
export const posterShelf = new PosterShelf();
