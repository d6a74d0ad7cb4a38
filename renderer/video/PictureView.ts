import { awaitPicture, pictureCame } from '../media/awaitedPictures';
import { videoPool } from '../media/VideoPool';
import { serverNow } from '../wire/pageConnection';
import { FrameWatch } from './FrameWatch';
import { pictureState, type PictureState } from './pictureState';
import { posterShelf } from './PosterShelf';
import { PosterView } from './PosterView';
import { pictureOf } from './stillPicture';
import { watchedCameras } from './pageCameras';
import type { Watch } from './WatchedCameras';

const LOOK_EVERY_MS = 400;
/** A live picture is kept for the next time this often, and first when it has had a moment to become sharp. */
const KEEP_FIRST_AFTER_MS = 1_500;
const KEEP_EVERY_MS = 10_000;

export interface Picture {
  readonly state: PictureState;
  /** Lines of the picture; null before the first frame. */
  readonly height: number | null;
  readonly latencyMs: number | null;
  /** The moment of the poster while it stands in for the live picture. */
  readonly posterAt: number | null;
  readonly hasPoster: boolean;
}

export const nothingYet: Picture = {
  state: 'starting',
  height: null,
  latencyMs: null,
  posterAt: null,
  hasPoster: false,
};

/** What the page knows and wants of the camera. */
export interface Showing {
  readonly isCameraOff: boolean;
  readonly isOnline: boolean;
  /** 0 small, 1 middle, 2 full. */
  readonly layer: number;
}

/**
 * One camera in one box: poster at once, live as soon as a key frame comes. A camera that sends nothing is not asked
 * for. Players come from the pool; the box is watched, so that what is not on the screen is not sent.
 */
export class PictureView {
  private readonly live = videoPool.take();
  private screen: IntersectionObserver | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private poster: PosterView | null = null;
  private watch: Watch | null = null;
  private unsubscribe: (() => void) | null = null;
  private frames: FrameWatch | null = null;
  private isOnScreen = true;
  private since = performance.now();
  private keptAt = 0;
  private told = nothingYet;

  private constructor(
    private readonly cameraId: string,
    private showing: Showing,
    private readonly changed: (picture: Picture) => void,
  ) {}

  static create(
    container: HTMLElement,
    cameraId: string,
    showing: Showing,
    changed: (picture: Picture) => void,
  ): PictureView {
    const view = new PictureView(cameraId, showing, changed);
    // Asked for first: everything else is done while the answer is on its way.
    view.open();
    view.live.className = 'picture-live';
    container.append(view.live);
    view.poster = PosterView.create(container, cameraId, !showing.isCameraOff, () => view.look());
    view.screen = new IntersectionObserver(([entry]) => {
      view.isOnScreen = entry?.isIntersecting ?? true;
      view.want();
    });
    view.screen.observe(container);
    document.addEventListener('visibilitychange', view.want);
    view.timer = setInterval(() => view.look(), LOOK_EVERY_MS);
    view.look();
    return view;
  }

  show(showing: Showing): void {
    this.showing = showing;
    this.open();
    this.want();
    this.look();
  }

  close(): void {
    if (this.timer !== null) clearInterval(this.timer);
    this.screen?.disconnect();
    document.removeEventListener('visibilitychange', this.want);
    this.unsubscribe?.();
    this.frames?.close();
    pictureCame(this);
    this.poster?.close();
    this.poster = null;
    videoPool.giveBack(this.live);
    this.watch?.close();
    this.watch = null;
  }

  private get isVisible(): boolean {
    return this.isOnScreen && !document.hidden;
  }

  /** Once it has sent something it stays wanted, so that it is back by itself. */
  private open(): void {
    if (this.watch !== null || this.showing.isCameraOff) return;
    this.watch = watchedCameras.watch(this.cameraId, { layer: this.showing.layer, isVisible: this.isVisible });
    awaitPicture(this);
    const { state } = this.watch.reception;
    this.since = performance.now();
    this.take(state.getState().track);
    this.unsubscribe = state.subscribe((now, before) => {
      if (now.track !== before.track) this.take(now.track);
      this.look();
    });
  }

  private readonly want = (): void => this.watch?.want({ layer: this.showing.layer, isVisible: this.isVisible });

  private take(track: MediaStreamTrack | null): void {
    this.frames?.close();
    this.frames = null;
    this.since = performance.now();
    if (track === null) return;
    this.live.srcObject = new MediaStream([track]);
    this.frames = new FrameWatch(this.live, () => {
      pictureCame(this);
      this.poster?.close();
      this.poster = null;
      this.keptAt = performance.now() - KEEP_EVERY_MS + KEEP_FIRST_AFTER_MS;
      this.look();
    });
    // A muted player is never refused; a newer srcObject may interrupt an older play().
    this.live.play().catch(() => undefined);
  }

  private look(): void {
    const { isCameraOff, isOnline } = this.showing;
    const phase = this.watch?.reception.state.getState().phase ?? 'starting';
    const latencyMs = this.frames?.latencyMs ?? null;
    const state = pictureState(
      {
        isCameraOff,
        phase: isOnline ? phase : 'lost',
        since: this.since,
        lastFrameAt: this.frames?.lastFrameAt ?? null,
        latencyMs,
        isPaused: !this.isVisible,
      },
      performance.now(),
    );
    if (state === 'live') this.keep(latencyMs);
    const next = {
      state,
      height: this.frames?.height ?? null,
      latencyMs,
      posterAt: this.poster?.at ?? null,
      hasPoster: this.poster?.isShown ?? false,
    };
    if (same(this.told, next)) return;
    this.told = next;
    this.changed(next);
  }

  private keep(latencyMs: number | null): void {
    const takenAt = performance.now();
    if (takenAt - this.keptAt < KEEP_EVERY_MS || !this.isVisible) return;
    this.keptAt = takenAt;
    const picture = pictureOf(this.live);
    if (picture !== null)
      posterShelf.put(this.cameraId, { picture, capturedAt: serverNow() - (latencyMs ?? 0), takenAt });
  }
}

const same = (one: Picture, other: Picture): boolean =>
  one.state === other.state &&
  one.height === other.height &&
  one.posterAt === other.posterAt &&
  one.hasPoster === other.hasPoster &&
  Math.abs((one.latencyMs ?? 0) - (other.latencyMs ?? 0)) < 15;
