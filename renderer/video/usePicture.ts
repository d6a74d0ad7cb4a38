import type { Camera } from '@protocol';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { videoPool } from '../media/VideoPool';
import { useConnectionState } from '../wire/pageConnection';
import { FrameWatch } from './FrameWatch';
import { loadPoster } from './loadPoster';
import { pictureState, type PictureState } from './pictureState';
import { watchCamera, type Watch } from './watchedCameras';

const LOOK_EVERY_MS = 400;

export interface Picture {
  readonly state: PictureState;
  /** Lines of the picture; null before the first frame. */
  readonly height: number | null;
  readonly latencyMs: number | null;
  /** The moment of the poster while it stands in for the live picture. */
  readonly posterAt: number | null;
  readonly hasPoster: boolean;
}

const nothingYet: Picture = { state: 'starting', height: null, latencyMs: null, posterAt: null, hasPoster: false };

/**
 * Shows a camera in a box: poster at once, live as soon as a key frame comes. Players come from the pool; the box is
 * watched, so that what is not on the screen is not sent.
 */
export function usePicture(camera: Camera, layer: number): { box: RefObject<HTMLDivElement | null>; picture: Picture } {
  const box = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState(nothingYet);
  const isOff = useRef(camera.state === 'off');
  const wanted = useRef(layer);
  const watch = useRef<Watch | null>(null);
  const onScreen = useRef(true);
  const isOnline = useConnectionState().phase === 'online';
  const online = useRef(isOnline);

  useEffect(() => {
    isOff.current = camera.state === 'off';
    online.current = isOnline;
  }, [camera.state, isOnline]);

  useEffect(() => {
    wanted.current = layer;
    watch.current?.want({ layer, isVisible: onScreen.current && !document.hidden });
  }, [layer]);

  useEffect(() => {
    const container = box.current;
    if (container === null) return;
    setPicture(nothingYet);
    const isVisible = (): boolean => onScreen.current && !document.hidden;
    const opened = watchCamera(camera.id, { layer: wanted.current, isVisible: isVisible() });
    watch.current = opened;
    const live = videoPool.take();
    live.className = 'picture-live';
    container.append(live);
    let since = performance.now();
    let frames: FrameWatch | null = null;
    let poster: { readonly video: HTMLVideoElement; readonly url: string; readonly at: number | null } | null = null;
    const abort = new AbortController();
    const dropPoster = (): void => {
      abort.abort();
      if (poster === null) return;
      videoPool.giveBack(poster.video);
      URL.revokeObjectURL(poster.url);
      poster = null;
    };
    loadPoster(camera.id, abort.signal).then(
      (loaded) => {
        if (loaded === null) return;
        if (abort.signal.aborted) {
          URL.revokeObjectURL(loaded.url);
          return;
        }
        const video = videoPool.take();
        video.className = 'picture-poster';
        video.src = loaded.url;
        container.prepend(video);
        poster = { video, url: loaded.url, at: loaded.capturedAt };
        look();
      },
      // Without a poster the picture simply starts later; an abort is no failure.
      () => undefined,
    );

    const look = (): void => {
      const { phase } = opened.reception.state.getState();
      const latencyMs = frames?.latencyMs ?? null;
      const state = pictureState(
        {
          isCameraOff: isOff.current,
          phase: online.current ? phase : 'lost',
          since,
          lastFrameAt: frames?.lastFrameAt ?? null,
          latencyMs,
          isPaused: !isVisible(),
        },
        performance.now(),
      );
      const next = {
        state,
        height: frames?.height ?? null,
        latencyMs,
        posterAt: poster?.at ?? null,
        hasPoster: poster !== null,
      };
      setPicture((before) => (same(before, next) ? before : next));
    };
    const take = (track: MediaStreamTrack | null): void => {
      frames?.close();
      frames = null;
      since = performance.now();
      if (track === null) return;
      live.srcObject = new MediaStream([track]);
      frames = new FrameWatch(live, () => {
        container.dataset['live'] = 'true';
        dropPoster();
        look();
      });
      // A muted player is never refused; a newer srcObject may interrupt an older play().
      live.play().catch(() => undefined);
    };
    take(opened.reception.state.getState().track);
    const unsubscribe = opened.reception.state.subscribe((now, before) => {
      if (now.track !== before.track) take(now.track);
      look();
    });
    const visibilityChanged = (): void => opened.want({ layer: wanted.current, isVisible: isVisible() });
    const seen = new IntersectionObserver(([entry]) => {
      onScreen.current = entry?.isIntersecting ?? true;
      visibilityChanged();
    });
    seen.observe(container);
    document.addEventListener('visibilitychange', visibilityChanged);
    const timer = setInterval(look, LOOK_EVERY_MS);

    return () => {
      clearInterval(timer);
      seen.disconnect();
      document.removeEventListener('visibilitychange', visibilityChanged);
      unsubscribe();
      frames?.close();
      dropPoster();
      videoPool.giveBack(live);
      delete container.dataset['live'];
      opened.close();
      watch.current = null;
    };
  }, [camera.id]);

  return { box, picture };
}

const same = (one: Picture, other: Picture): boolean =>
  one.state === other.state &&
  one.height === other.height &&
  one.posterAt === other.posterAt &&
  one.hasPoster === other.hasPoster &&
  Math.abs((one.latencyMs ?? 0) - (other.latencyMs ?? 0)) < 15;
