import type { ColumnType } from 'kysely';
import type { CameraView, CaptureSource, Damage, DeletionWhy, RecordedTrack, RetentionCategory } from '@protocol';

/** Rows of what is recorded and of how long it is kept, as `schema.ts` has the others. */
export interface RecordingSchema {
  segments: {
    id: string;
    vehicleId: string | null;
    /** The place that was valid when it was made: that is what rights look at. */
    placeId: string;
    track: RecordedTrack;
    cameraView: CameraView | null;
    groupId: string | null;
    burstId: string | null;
    /** `device`: recorded by the terminal itself. `reduced`: the key pictures of one that is not kept any more. */
    source: 'live' | 'device' | 'reduced';
    /** Relative to the recorder's volume. */
    path: string;
    mimeType: string;
    startedAt: number;
    endedAt: number;
    state: 'open' | 'closed' | 'interrupted';
    /** Up to the last whole fragment. */
    bytes: number;
    /** Length of the initialisation part at the head of the file. */
    initBytes: number;
    /** The newest fragment that begins with a key frame, for posters; null for sound. */
    keyOffset: number | null;
    keyBytes: number | null;
    keyAt: number | null;
    damages: ColumnType<Damage[], string | undefined, string>;
    capturedAt: number | null;
    captureSource: CaptureSource | null;
    captureUncertaintyMs: number | null;
    /** Where its file is. */
    stored: ColumnType<'volume' | 'archive', 'volume' | 'archive' | undefined>;
  };
  /** Objects in the archive whose segments were deleted. */
  doomedObjects: { path: string };
  /** How much may be recorded of a place and those under it. */
  storageQuotas: { placeId: string; bytes: number; changedAt: number };
  /** How much may be recorded of one vehicle. */
  vehicleQuotas: { vehicleId: string; bytes: number; changedAt: number };
  /** What was recorded and is not on the disk any more, and why. */
  segmentDeletions: {
    segmentId: string;
    vehicleId: string | null;
    placeId: string;
    track: RecordedTrack;
    cameraView: CameraView | null;
    startedAt: number;
    endedAt: number;
    bytes: number;
    why: DeletionWhy;
    deletedAt: number;
  };
  /** What has been changed of how long recordings are kept. */
  retentionRules: { category: RetentionCategory; days: number; reduceAfterDays: number | null; changedAt: number };
  /** Spans that were handed out as evidence, and are kept as such. */
  keptSpans: { id: string; vehicleId: string; fromAt: number; toAt: number; keptAt: number };
  /** Early deletions that one person asked for and another decides. */
  deletionRequests: {
    id: string;
    vehicleId: string;
    placeId: string;
    fromAt: number;
    toAt: number;
    reason: string;
    requestedBy: string;
    requesterName: string;
    requestedAt: number;
    decision: 'approved' | 'refused' | null;
    decisionReason: string | null;
    decidedBy: string | null;
    deciderName: string | null;
    decidedAt: number | null;
  };
  /** What terminals recorded by themselves and hand in. The moments are the terminal's clock. */
  deviceRecordings: {
    /** The segment's, too, once it is in the index. */
    id: string;
    vehicleId: string;
    placeId: string;
    /** The tablet that handed it in, and the account of the crew member who was signed in on it. */
    deviceId: string | null;
    accountId: string;
    track: 'camera' | 'evidence-sound';
    cameraView: CameraView | null;
    chainId: string;
    firstSequence: number;
    lastSequence: number;
    chainHead: string;
    /** `cut`: what came before was never handed in. `broken`: it is not what the terminal wrote. */
    chain: 'whole' | 'cut' | 'broken';
    chunks: number;
    bytes: number;
    startedAt: number;
    endedAt: number;
    /** Known once it has been handed in. */
    clockOffsetMs: number | null;
    clockUncertaintyMs: number | null;
    /** `covered`: all of it was recorded live, too, and nothing was kept of it. `unreadable`: it cannot be shown. */
    state: 'receiving' | 'received' | 'stored' | 'covered' | 'unreadable';
    begunAt: number;
  };
}
