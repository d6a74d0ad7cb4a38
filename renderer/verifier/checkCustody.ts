import type { Findings } from './Findings';
import { sha256Of } from './hashes';
import type { KeyRing } from './KeyRing';
import type { AuditLink, AuditRow, Custody } from './packageFormat';
import type { CustodyLine } from './Verdict';

/** What one deed does to many segments is written within this time. */
const ONE_DEED_MS = 5_000;
const SEGMENT_FACTS: readonly string[] = ['track', 'startedAt', 'from', 'to'];
const FIRST_HASH = '0'.repeat(64);

/**
 * Checks that every row is as it was sealed, that each subject's rows are all there from the first on, and that the
 * chain leads from each of them to a head that the centre signed. Answers how many signatures were checked.
 */
export function checkCustody(custody: Custody, expectedRows: number, keys: KeyRing, findings: Findings): number {
  const { rows, links, heads } = custody;
  if (rows.length < expectedRows) findings.add('custody-removed', `${expectedRows - rows.length}`);
  if (rows.length > expectedRows) findings.add('custody-altered', `+${rows.length - expectedRows}`);
  const linkAt = new Map(links.map((link) => [link.position, link]));
  const signed = new Map<number, string>();
  for (const { position, hash, signedAt, keyFingerprint, signature } of heads) {
    const text = JSON.stringify(['zhiqin-audit-head', position, hash, signedAt]);
    const judged = keys.judge(text, { keyFingerprint, signature, signedAt });
    if (judged === 'another-key') findings.add('another-key', `audit head ${position}`);
    else if (judged === 'signed') signed.set(position, hash);
    else findings.add('head-forged', `audit head ${position}`);
  }
  const subjects = new Map<string, { count: number; hash: string }>();
  for (const { row, seal } of [...rows].sort((one, other) => one.row.number - other.row.number)) {
    const where = `${row.number} ${row.actorName} ${row.action}`;
    if (seal === null) {
      findings.add('custody-altered', where, spanOf(row));
      continue;
    }
    if (rowHash(row) !== seal.rowHash || linkHash(seal) !== seal.hash || seal.number !== row.number) {
      findings.add('custody-altered', where, spanOf(row));
    }
    if (!leadsToHead(seal, linkAt, signed)) findings.add('custody-altered', where, spanOf(row));
    const subject = `${seal.subjectKind ?? ''} ${seal.subjectId ?? ''}`;
    const end = subjects.get(subject) ?? { count: 0, hash: FIRST_HASH };
    if (seal.subjectCount !== end.count + 1 || seal.subjectPreviousHash !== end.hash) {
      findings.add('custody-removed', where, spanOf(row));
    }
    subjects.set(subject, { count: seal.subjectCount ?? 0, hash: seal.hash });
  }
  return heads.length;
}

/** As a person reads it: what was done with many segments at once is one line. */
export function custodyLines({ rows }: Custody): readonly CustodyLine[] {
  const lines: CustodyLine[] = [];
  const newestOf = new Map<string, number>();
  for (const { row } of [...rows].sort((one, other) => one.row.number - other.row.number)) {
    const { at, actorName, address, action, details } = row;
    // Rows of one deed differ only in which segment they are about.
    const same = Object.entries(details).filter(([name]) => !SEGMENT_FACTS.includes(name));
    const deed = JSON.stringify([action, actorName, address, same]);
    const index = newestOf.get(deed) ?? -1;
    const known = lines[index];
    const segments = row.subjectKind === 'segment' ? 1 : 0;
    if (known && at - known.at <= ONE_DEED_MS) {
      lines[index] = { ...known, segments: known.segments + segments };
      continue;
    }
    newestOf.set(deed, lines.length);
    const reason = typeof details['reason'] === 'string' ? details['reason'] : '';
    lines.push({ at, actorName, address, action, reason, segments });
  }
  return lines;
}

function leadsToHead(
  seal: AuditLink,
  linkAt: ReadonlyMap<number, AuditLink>,
  signed: ReadonlyMap<number, string>,
): boolean {
  let link: AuditLink | undefined = linkAt.get(seal.position);
  if (link?.hash !== seal.hash) return false;
  for (;;) {
    const head = signed.get(link.position);
    if (head !== undefined) return head === link.hash;
    const next: AuditLink | undefined = linkAt.get(link.position + 1);
    if (next === undefined || next.previousHash !== link.hash || linkHash(next) !== next.hash) return false;
    link = next;
  }
}

function rowHash(row: AuditRow): string {
  const details = Object.entries(row.details).sort(([one], [other]) => (one < other ? -1 : 1));
  const { number, at, accountId, actorName, sessionId, address, action, outcome } = row;
  const head = [number, at, accountId, actorName, sessionId, address, action, outcome];
  return sha256Of(
    JSON.stringify([...head, row.subjectKind, row.subjectId, row.placeId, details, row.count, row.lastAt]),
  );
}

function linkHash(link: AuditLink): string {
  const { position, previousHash, number, rowHash: hash, subjectKind, subjectId } = link;
  const fields = [position, previousHash, number, hash, subjectKind, subjectId];
  return sha256Of(JSON.stringify([...fields, link.subjectCount, link.subjectPreviousHash]));
}

function spanOf({ at }: AuditRow): { from: number; to: number } {
  return { from: at, to: at };
}
