import { bearer } from '../session/sessionStore';

/** A one-frame film of what the camera recorded last, and when that was. */
export interface Poster {
  readonly url: string;
  /** The server's clock; null where it is not said. */
  readonly capturedAt: number | null;
}

/**
 * The newest recorded key frame, for the moment until the live picture comes. Null where there is none. Whoever asked
 * for it revokes its URL.
 */
export async function loadPoster(cameraId: string, signal: AbortSignal): Promise<Poster | null> {
  const response = await fetch(`/media/cameras/${encodeURIComponent(cameraId)}/poster`, { headers: bearer(), signal });
  if (!response.ok || response.status === 204) return null;
  const told = Number(response.headers.get('x-captured-at') ?? Number.NaN);
  const url = URL.createObjectURL(await response.blob());
  return { url, capturedAt: Number.isFinite(told) && told > 0 ? told : null };
}
