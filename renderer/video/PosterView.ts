import { loadPoster } from './loadPoster';
import { posterShelf, type Poster } from './PosterShelf';
import { copyOf } from './stillPicture';

/** What may not be needed, or is needed by nobody in a hurry, is asked for so much later: the live picture goes before. */
const UNHURRIED_MS = 500;

/** Stands in for a live picture: what is at hand at once, and the newest that is recorded where the live one takes long. */
export class PosterView {
  private canvas: HTMLCanvasElement | null = null;
  private poster: Poster | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private readonly abort = new AbortController();

  private constructor(
    private readonly container: HTMLElement,
    private readonly cameraId: string,
    private readonly changed: () => void,
  ) {}

  /**
   * `isHurried` where somebody waits for a live picture. `changed` is called when another picture is
   * shown than the one that was at hand.
   */
  static create(container: HTMLElement, cameraId: string, isHurried: boolean, changed: () => void): PosterView {
    const view = new PosterView(container, cameraId, changed);
    const kept = posterShelf.get(cameraId);
    if (kept !== null) view.show(kept);
    view.timer = setTimeout(() => void view.load(), isHurried && kept === null ? 0 : UNHURRIED_MS);
    return view;
  }

  get isShown(): boolean {
    return this.canvas !== null;
  }

  /** The moment of the picture, by the server's clock; null where none is shown or it is not known. */
  get at(): number | null {
    return this.poster?.capturedAt ?? null;
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.abort.abort();
    this.canvas?.remove();
    this.canvas = null;
    this.poster = null;
  }

  private show(poster: Poster): void {
    const canvas = copyOf(poster.picture);
    if (canvas === null) return;
    canvas.className = 'picture-poster';
    this.canvas?.remove();
    this.container.prepend(canvas);
    this.canvas = canvas;
    this.poster = poster;
  }

  private async load(): Promise<void> {
    // Without a poster the picture simply starts later; an abort is no failure.
    const poster = await loadPoster(this.cameraId, this.abort.signal).catch(() => null);
    if (poster === null) return;
    posterShelf.put(this.cameraId, poster);
    if (this.abort.signal.aborted) return;
    this.show(poster);
    this.changed();
  }
}
