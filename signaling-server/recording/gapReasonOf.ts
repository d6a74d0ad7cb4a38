import { gapReason, isVague, type GapReason, type RecordedTrack, type Vehicle } from '@protocol';
import type { CameraView } from '@protocol';
import type { CloseReason } from '../recorder/recorderProtocol';

/** What is known about a track that should be recorded and is not. */
export interface GapEvidence {
  readonly vehicle: Vehicle;
  readonly track: RecordedTrack;
  readonly cameraView: CameraView | null;
  readonly recorderPresent: boolean;
  /** The recorder is there and its disk refuses what it writes. */
  readonly diskFails: boolean;
  /** Only emergencies are recorded, since there is no room for more. */
  readonly storageFull: boolean;
  /** Packets come, and no picture that could be begun with. */
  readonly lacksKeyFrame: boolean;
  /** Why the last segment ended; null where there was none since the vehicle went on duty. */
  readonly lastClose: CloseReason | null;
}

/** The best reason that is known: the nearest cause first, what the terminal said before what we saw ourselves. */
export function gapReasonOf(evidence: GapEvidence): GapReason {
  const { vehicle, track, cameraView, recorderPresent, diskFails, storageFull, lacksKeyFrame, lastClose } = evidence;
  if (!recorderPresent) return 'recorder-restarted';
  const camera = track === 'camera' ? vehicle.cameras.find(({ view }) => view === cameraView) : undefined;
  if (camera?.state === 'off' && camera.reason !== null && !isVague(camera.reason)) return camera.reason;
  const { hasSound, soundReason } = vehicle;
  const isExplained = track === 'evidence-sound' && !hasSound && soundReason !== null && !isVague(soundReason);
  if (isExplained) return soundReason;
  if (!vehicle.online) return 'vehicle-offline';
  if (storageFull) return 'storage-full';
  if (diskFails) return 'disk-error';
  if (lacksKeyFrame) return 'no-key-frame';
  if (lastClose === 'interrupted' || lastClose === 'recorder-stopped') return 'recorder-restarted';
  const said = gapReason.safeParse(lastClose);
  return said.success && said.data !== 'off-duty' && said.data !== 'unknown' ? said.data : 'no-media';
}
