import type { ColumnType, JSONColumnType } from 'kysely';
import type { Mark, Operation } from '@protocol';

/** Rows of operations and of marks on recordings, as `schema.ts` has the others. */
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
    text: string;
    accountId: string;
    authorName: string;
    createdAt: number;
  };
}
