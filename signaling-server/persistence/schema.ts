import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type {
  BurstEndReason,
  CameraView,
  FeedKind,
  FloorSettings,
  FloorEventLine,
  GapReason,
  LoggedBurst,
  RecordedTrack,
  Role,
  UnheardReason,
  VehicleStatus,
} from '@protocol';
import type { AlarmsSchema } from './alarmsSchema';
import type { CallsSchema } from './callsSchema';
import type { EvidenceSchema } from './evidenceSchema';
import type { OrdersSchema } from './ordersSchema';
import type { OperationsSchema } from './operationsSchema';
import type { RecordingSchema } from './recordingSchema';

/** Rows as Kysely sees them: camelCase here, snake_case in SQL. Moments are bigint milliseconds read as numbers. */
export interface Schema
  extends CallsSchema, AlarmsSchema, OrdersSchema, EvidenceSchema, RecordingSchema, OperationsSchema {
  places: { id: string; name: string; kind: 'city' | 'district' | 'team'; parentId: string | null };
  accounts: {
    id: string;
    login: string;
    name: string;
    passwordHash: string | null;
    pinHash: string | null;
    mustChangePassword: boolean;
    /** After this the password is dead (the first administrator's one-time password). */
    passwordExpiresAt: number | null;
    demo: boolean;
  };
  grants: { accountId: string; role: Role; placeId: string };
  devices: {
    id: string;
    name: string;
    placeId: string;
    codeHash: string | null;
    tokenHash: string | null;
    enrolledAt: number | null;
  };
  sessions: {
    id: string;
    tokenHash: string;
    accountId: string;
    vehicleId: string | null;
    deviceId: string | null;
    startedAt: number;
    expiresAt: number;
    endedAt: number | null;
    endReason: string | null;
  };
  vehicles: {
    id: string;
    plate: string;
    placeId: string;
    onDuty: boolean;
    status: VehicleStatus;
    crew: JSONColumnType<string[]>;
    revision: number;
  };
  cameras: { id: string; vehicleId: string; view: CameraView };
  /** Where vehicles belonged, kept by triggers; 0 is from their beginning. */
  vehiclePlaces: { vehicleId: string; since: number; placeId: string };
  bursts: {
    id: string;
    groupId: string;
    groupName: string;
    placeId: string;
    speakerName: string;
    accountId: string;
    vehicleId: string | null;
    startedAt: number;
    endedAt: number | null;
    endReason: BurstEndReason | null;
    priority: Generated<number>;
    emergency: Generated<boolean>;
    orderId: string | null;
    alarmId: string | null;
    /** Where the speaker's vehicle was as he began. */
    position: ColumnType<LoggedBurst['position'], string | null | undefined, never>;
    floorEvents: ColumnType<FloorEventLine[], string | undefined, string>;
  };
  burstReceivers: {
    burstId: string;
    /** A vehicle's id, or the account's for a desk. */
    receiverId: string;
    kind: 'vehicle' | 'desk';
    name: string;
    /** When the burst began. */
    startedAt: number;
    forwardedPackets: number | null;
    forwardedLost: number | null;
    playedAt: number | null;
    playedMs: number | null;
    concealedMs: number | null;
    late: boolean | null;
    reason: UnheardReason | null;
  };
  /** What has been changed of the floors' timers and limits. */
  floorSettings: { groupId: string; settings: JSONColumnType<Partial<FloorSettings>>; changedAt: number };
  gaps: {
    id: string;
    vehicleId: string;
    track: RecordedTrack;
    cameraView: CameraView | null;
    startedAt: number;
    endedAt: number | null;
    reason: GapReason;
  };
  /** How far the server has taken in each of the recorder's journals. */
  journals: { path: string; takenBytes: number };
  feed: {
    id: string;
    at: number;
    kind: FeedKind;
    placeId: string;
    vehicleId: string | null;
    details: JSONColumnType<Record<string, string | number>>;
  };
  audit: {
    number: Generated<number>;
    at: number;
    /** Null for a stranger. */
    accountId: string | null;
    actorName: string;
    sessionId: string | null;
    address: string;
    action: string;
    outcome: 'done' | 'refused';
    subjectKind: string | null;
    subjectId: string | null;
    placeId: string | null;
    details: JSONColumnType<Record<string, string | number>>;
    /** Repeated refusals are counted in one row; `lastAt` is the newest of them. */
    count: number;
    lastAt: number;
  };
  /** The chain over the audit rows, see `audit/auditChain.ts`. Hashes are lower-case hex. */
  auditSeals: {
    position: number;
    number: number;
    rowHash: string;
    previousHash: string;
    subjectKind: string | null;
    subjectId: string | null;
    subjectCount: number | null;
    subjectPreviousHash: string | null;
    hash: string;
    sealedAt: number;
  };
}

/** Positions have a store of their own, so that a burst of them never delays an order. */
export interface PositionSchema {
  positions: {
    vehicleId: string;
    number: number;
    /** The device's time. */
    at: number;
    receivedAt: number;
    longitude: number;
    latitude: number;
    speed: number | null;
    heading: number | null;
    accuracy: number | null;
  };
}
