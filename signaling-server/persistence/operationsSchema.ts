import type { ColumnType, JSONColumnType } from 'kysely';
import type { CameraView, CoveredCopy, Mark, Operation } from '@protocol';

/** Rows of operations and of what is set apart of recordings, as `schema.ts` has the others. */
export interface OperationsSchema {
  operations: {
    id: string;
    clientKey: string;
    placeId: string;
    name: string;
    note: string;
    fromAt: number;
    toAt: number | null;
    vehicleIds: JSONColumnType<Operation['vehicleIds']>;
    groupIds: JSONColumnType<Operation['groupIds']>;
    area: ColumnType<Operation['area'], string | null, string | null>;
    createdBy: string;
    createdAt: number;
    revision: number;
  };
  marks: {
    id: string;
    clientKey: string;
    fromAt: number;
    toAt: number;
    cameras: JSONColumnType<Mark['cameras']>;
    /** Where the marked vehicles belonged when the mark was made. */
    placeIds: JSONColumnType<string[]>;
    /** Of a clip. */
    name: string;
    text: string;
    accountId: string;
    authorName: string;
    createdAt: number;
  };
  stills: {
    id: string;
    clientKey: string;
    vehicleId: string;
    cameraView: CameraView;
    /** Where its recording was made: that is what rights look at. */
    placeId: string;
    plate: string;
    placeName: string;
    longitude: number | null;
    latitude: number | null;
    at: number;
    segmentId: string;
    /** The hashes are over this many first bytes of the recording, which is only ever added to. */
    sourceBytes: number;
    sourceSha256: string;
    sourceSm3: string;
    reason: string;
    bytes: number;
    sha256: string;
    accountId: string;
    authorName: string;
    createdAt: number;
  };
  coveredCopies: {
    id: string;
    clientKey: string;
    vehicleId: string;
    cameraView: CameraView;
    /** The lowest place above every recording it was made from. */
    placeId: string;
    plate: string;
    fromAt: number;
    toAt: number;
    regions: JSONColumnType<CoveredCopy['regions']>;
    reason: string;
    state: CoveredCopy['state'];
    percent: number;
    failure: CoveredCopy['failure'];
    parts: JSONColumnType<CoveredCopy['parts']>;
    bytes: number | null;
    sha256: string | null;
    accountId: string;
    authorName: string;
    createdAt: number;
    revision: number;
  };
}
