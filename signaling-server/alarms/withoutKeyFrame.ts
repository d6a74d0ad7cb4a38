import type { CameraView } from '@protocol';

/** A camera whose packets come now. */
export interface FlowingCamera {
  /** When the first packet came, in milliseconds. */
  readonly beganAt: number;
  /** Whether a key frame has ever come. */
  readonly hasKeyFrame: boolean;
}

/** What the recorder is writing now. */
export interface GrowingSegment {
  readonly vehicleId: string | null;
  readonly cameraView: CameraView | null;
  readonly startedAt: number;
  readonly keyAt: number | null;
}

/**
 * For how long each camera that sends has sent no key frame, in milliseconds, by camera id. After the first one only the
 * recorder knows of the others, so a camera that is not being recorded is not judged.
 */
export function withoutKeyFrame(
  flowing: ReadonlyMap<string, FlowingCamera>,
  segments: readonly GrowingSegment[],
  at: number,
): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { vehicleId, cameraView, startedAt, keyAt } of segments) {
    if (vehicleId === null || cameraView === null) continue;
    const cameraId = `${vehicleId}:${cameraView}`;
    newest.set(cameraId, Math.max(newest.get(cameraId) ?? 0, keyAt ?? startedAt));
  }
  const waiting = new Map<string, number>();
  for (const [cameraId, { beganAt, hasKeyFrame }] of flowing) {
    const since = hasKeyFrame ? newest.get(cameraId) : beganAt;
    if (since !== undefined) waiting.set(cameraId, at - Math.max(since, beganAt));
  }
  return waiting;
}
