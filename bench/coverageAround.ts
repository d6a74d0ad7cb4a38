import type { Line } from '../test/fixtures/Line';
import { unexplained } from '../signaling-server/recording/unexplained';

/** Where two files of a track meet, frame lengths and clocks leave holes of this size; they are not gaps. */
const TOLERANCE_MS = 600;

export interface CoverageAround {
  /** Had arrived before the kill and is not on disk, the worst track. */
  tailLostSeconds: number;
  /** Whose track that is; a sender that is starved of processor time had not sent what is missing. */
  tailLostOf: string;
  /** From the kill to the first recorded picture after it, the worst track. */
  backSeconds: number;
  gapSeconds: number;
  /** Neither recorded nor explained, all tracks together. */
  unexplainedSeconds: number;
}

/** What the record says about the seconds around a kill, over the cameras of the given vehicles. */
export async function coverageAround(
  line: Line,
  vehicleIds: readonly string[],
  killedAt: number,
  span: { from: number; to: number },
): Promise<CoverageAround> {
  const worst: CoverageAround = {
    tailLostSeconds: 0,
    tailLostOf: '',
    backSeconds: 0,
    gapSeconds: 0,
    unexplainedSeconds: 0,
  };
  for (const vehicleId of vehicleIds) {
    const { segments, gaps } = await line.ask('recording:segments', { vehicleId, ...span });
    const cameras = segments.filter(({ track, cameraView }) => track === 'camera' && cameraView === 'front');
    const before = cameras.filter(({ startedAt }) => startedAt < killedAt);
    const after = cameras.filter(({ startedAt }) => startedAt >= killedAt);
    const lastBefore = Math.max(...before.map(({ endedAt }) => Math.min(endedAt, killedAt)));
    const firstAfter = Math.min(...after.map(({ startedAt }) => startedAt));
    const tailLost = (killedAt - lastBefore) / 1000;
    if (tailLost > worst.tailLostSeconds) [worst.tailLostSeconds, worst.tailLostOf] = [tailLost, vehicleId];
    worst.backSeconds = Math.max(worst.backSeconds, (firstAfter - killedAt) / 1000);
    worst.gapSeconds = Math.max(worst.gapSeconds, (firstAfter - lastBefore) / 1000);
    const explained = gaps.filter(({ track, cameraView }) => track === 'camera' && cameraView === 'front');
    const holes = unexplained(
      cameras,
      explained.map(({ gap }) => gap),
      span,
      TOLERANCE_MS,
    );
    worst.unexplainedSeconds += holes.reduce((sum, { from, to }) => sum + (to - from) / 1000, 0);
  }
  return worst;
}
