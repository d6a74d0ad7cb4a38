import type { Kysely } from 'kysely';
import type { AuditFault, AuditHead } from '@protocol';
import type { Schema } from '../persistence/schema';
import { emptyChain, linkHash, rowHash, subjectKey, type ChainEnd } from './auditChain';
import { AuditSealsTable, type SealWithRow } from './AuditSealsTable';
import { headText } from './HeadFiles';
import type { KeyChain } from './KeyChain';

const PAGE_ROWS = 1_000;
/** A row that is not sealed so long after it was written was not written by this server. */
const SEALED_WITHIN_MS = 30_000;
const MOST_FAULTS = 20;

export interface ChainCheck {
  readonly sealedRows: number;
  /** Written and not sealed yet. */
  readonly unsealedRows: number;
  readonly faults: readonly AuditFault[];
}

/**
 * Reads the whole record and says what is not as it was written: a changed, missing, moved or inserted row, a tail that
 * was cut off (by the heads, which stand outside the database), a head that the centre did not sign. `at` is now, in
 * milliseconds.
 */
export async function verifyChain(
  database: Kysely<Schema>,
  heads: readonly AuditHead[],
  keys: Pick<KeyChain, 'isSigned'>,
  at: number,
): Promise<ChainCheck> {
  const check = new Check(new AuditSealsTable(database), new Map(heads.map((head) => [head.position, head])));
  check.checkSignatures(heads, keys);
  await check.checkLinks();
  check.checkLength(heads);
  const unsealedRows = await check.checkUnsealed(at);
  return { sealedRows: check.sealedRows, unsealedRows, faults: check.faults };
}

class Check {
  readonly faults: AuditFault[] = [];
  readonly #subjectEnds = new Map<string, ChainEnd>();
  #end: ChainEnd = emptyChain;
  #highestNumber = 0;

  constructor(
    private readonly table: AuditSealsTable,
    private readonly headAt: ReadonlyMap<number, AuditHead>,
  ) {}

  get sealedRows(): number {
    return this.#end.position;
  }

  checkSignatures(heads: readonly AuditHead[], keys: Pick<KeyChain, 'isSigned'>): void {
    for (const head of heads) {
      if (!keys.isSigned(headText(head), head)) this.#blame('forged-head', head.position, null);
    }
  }

  async checkLinks(): Promise<void> {
    for (;;) {
      const links = await this.table.from(this.#end.position + 1, PAGE_ROWS);
      for (const link of links) await this.#checkLink(link);
      if (links.length < PAGE_ROWS) return;
    }
  }

  checkLength(heads: readonly AuditHead[]): void {
    const longest = Math.max(0, ...heads.map(({ position }) => position));
    if (longest > this.#end.position) this.#blame('cut-off', this.#end.position + 1, null);
  }

  async checkUnsealed(at: number): Promise<number> {
    const rows = await this.table.neverSealed();
    for (const row of rows) {
      const isLate = at - row.at > SEALED_WITHIN_MS && row.number < this.#highestNumber;
      if (isLate) this.#blame('inserted', this.#end.position, row.number);
    }
    return rows.length;
  }

  async #checkLink({ seal, row }: SealWithRow): Promise<void> {
    const { position, number } = seal;
    if (position !== this.#end.position + 1) this.#blame('missing', this.#end.position + 1, null);
    else if (seal.previousHash !== this.#end.hash) await this.#blameOrder(seal.position, seal.number);
    else if (linkHash(seal) !== seal.hash) this.#blame('changed', position, number);
    else if (!this.#continuesSubject(seal)) this.#blame('moved', position, number);
    if (row === null) this.#blame('missing', position, number);
    else if (rowHash(row) !== seal.rowHash) this.#blame('changed', position, number);
    const head = this.headAt.get(position);
    if (head !== undefined && head.hash !== seal.hash) this.#blame('changed', position, number);
    this.#end = { position, hash: seal.hash };
    this.#highestNumber = Math.max(this.#highestNumber, number);
    const key = subjectKey(seal);
    if (key !== null) this.#subjectEnds.set(key, { position: seal.subjectCount ?? 0, hash: seal.hash });
  }

  #continuesSubject(seal: SealWithRow['seal']): boolean {
    const key = subjectKey(seal);
    if (key === null) return seal.subjectCount === null;
    const end = this.#subjectEnds.get(key) ?? emptyChain;
    return seal.subjectCount === end.position + 1 && seal.subjectPreviousHash === end.hash;
  }

  /** The link that should stand here stands right behind (so this one was slipped in), elsewhere, or nowhere. */
  async #blameOrder(position: number, number: number): Promise<void> {
    const expected = await this.table.after(this.#end.hash);
    if (expected === null) this.#blame('missing', position, null);
    else if (expected.position === position + 1) this.#blame('inserted', position, number);
    else this.#blame('moved', expected.position, expected.number);
  }

  #blame(what: AuditFault['what'], position: number, number: number | null): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ what, position, number });
  }
}
