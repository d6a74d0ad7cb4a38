/** Enough for a wall and everything near it, at about half a megabyte each. */
const MOST_KEPT = 48;

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

/** The one shelf of this page. */
export const posterShelf = new PosterShelf();
