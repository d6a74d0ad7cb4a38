import { videoPool } from '../media/VideoPool';
import { bearer } from '../session/sessionStore';
import type { Poster } from './PosterShelf';
import { pictureOf, pictureOfStill } from './stillPicture';

/** A film of one frame that has not shown it by then never will. */
const DECODE_PATIENCE_MS = 5_000;

/** The newest picture that the server has of a camera; null where there is none. Throws where the server is not reached. */
export async function loadPoster(cameraId: string, signal: AbortSignal): Promise<Poster | null> {
  const response = await fetch(`/media/cameras/${encodeURIComponent(cameraId)}/poster`, { headers: bearer(), signal });
  if (!response.ok || response.status === 204) return null;
  const told = Number(response.headers.get('x-captured-at') ?? Number.NaN);
  const blob = await response.blob();
  const picture = blob.type.startsWith('image/') ? await pictureOfStill(blob) : await firstPictureOf(blob);
  if (picture === null) return null;
  return { picture, capturedAt: Number.isFinite(told) && told > 0 ? told : null, takenAt: performance.now() };
}

/** A camera that was not decoded yet is handed out as a film of one frame; null for what this browser can not show. */
async function firstPictureOf(film: Blob): Promise<HTMLCanvasElement | null> {
  const video = videoPool.take();
  const url = URL.createObjectURL(film);
  try {
    const isShown = new Promise<boolean>((resolve) => {
      video.addEventListener('loadeddata', () => resolve(true), { once: true });
      video.addEventListener('error', () => resolve(false), { once: true });
      setTimeout(() => resolve(false), DECODE_PATIENCE_MS);
    });
    video.src = url;
    return (await isShown) ? pictureOf(video) : null;
  } finally {
    videoPool.giveBack(video);
    URL.revokeObjectURL(url);
  }
}
