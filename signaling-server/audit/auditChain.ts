import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

/** A row of the record as it is hashed. */
export type SealedRow = Selectable<Schema['audit']>;

/** One link: where a row stands in the whole log and in its subject's own, and what binds it to the rows before. */
export type Seal = Schema['auditSeals'];

/** Where a chain begins. */
const FIRST_HASH = '0'.repeat(64);

/** SHA-256 of everything that a row says, as lower-case hex. The order of the fields is part of the format. */
export function rowHash(row: SealedRow): string {
  const details = Object.entries(row.details).sort(([one], [other]) => (one < other ? -1 : 1));
  return sha256([
    row.number,
    row.at,
    row.accountId,
    row.actorName,
    row.sessionId,
    row.address,
    row.action,
    row.outcome,
    row.subjectKind,
    row.subjectId,
    row.placeId,
    details,
    row.count,
    row.lastAt,
  ]);
}

/** SHA-256 that binds a link to the one before it, in the whole log and in its subject's. */
export function linkHash(link: Omit<Seal, 'hash' | 'sealedAt'>): string {
  return sha256([
    link.position,
    link.previousHash,
    link.number,
    link.rowHash,
    link.subjectKind,
    link.subjectId,
    link.subjectCount,
    link.subjectPreviousHash,
  ]);
}

/** What a row is about, as a key; null where it is about nothing. */
export function subjectKey({
  subjectKind,
  subjectId,
}: {
  subjectKind: string | null;
  subjectId: string | null;
}): string | null {
  return subjectKind === null || subjectId === null ? null : `${subjectKind}\n${subjectId}`;
}

/** The end of a chain: how long it is, and the hash of its last link. */
export interface ChainEnd {
  readonly position: number;
  readonly hash: string;
}
export const emptyChain: ChainEnd = { position: 0, hash: FIRST_HASH };

/** The link that continues both chains with a row. `subjectEnd` is null for a row about nothing. */
export function linkOf(row: SealedRow, end: ChainEnd, subjectEnd: ChainEnd | null, sealedAt: number): Seal {
  const link = {
    position: end.position + 1,
    previousHash: end.hash,
    number: row.number,
    rowHash: rowHash(row),
    subjectKind: subjectEnd === null ? null : row.subjectKind,
    subjectId: subjectEnd === null ? null : row.subjectId,
    subjectCount: subjectEnd === null ? null : subjectEnd.position + 1,
    subjectPreviousHash: subjectEnd === null ? null : subjectEnd.hash,
  };
  return { ...link, hash: linkHash(link), sealedAt };
}

function sha256(fields: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex');
}
