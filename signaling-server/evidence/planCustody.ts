import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { auditHead, type AuditHead } from '@protocol';
import type { Seal } from '../audit/auditChain';
import type { CustodyRow, CustodyTable } from './CustodyTable';

const DAY_MS = 24 * 60 * 60_000;

/** Custody as it goes into a package. */
export interface PlannedCustody {
  readonly rows: readonly CustodyRow[];
  /** From each row's place in the chain to the next signed head. */
  readonly links: readonly Seal[];
  readonly heads: readonly AuditHead[];
}

/** Every row with the links that lead from it to a head that the centre signed. `headsFolder` is that of the audit record. */
export async function planCustody(
  table: CustodyTable,
  rows: readonly CustodyRow[],
  headsFolder: string,
): Promise<PlannedCustody> {
  const seals = rows.flatMap(({ seal }) => seal ?? []);
  const heads = await headsFor(seals, headsFolder);
  const links = new Map<number, Seal>();
  for (const seal of seals) {
    const head = heads.get(seal.position);
    for (const link of head ? await table.links(seal.position, head.position) : [seal]) links.set(link.position, link);
  }
  return {
    rows,
    links: [...links.values()].sort((one, other) => one.position - other.position),
    heads: [...new Map([...heads.values()].map((head) => [head.position, head])).values()],
  };
}

/** For each position the first head at or after it. Heads of half a year are many, so only the days in question are read. */
async function headsFor(seals: readonly Seal[], folder: string): Promise<ReadonlyMap<number, AuditHead>> {
  const names = new Set(await readdir(folder));
  const days = new Set(seals.flatMap(({ sealedAt }) => [dayOf(sealedAt), dayOf(sealedAt + DAY_MS)]));
  const wanted = seals.map(({ position }) => position).sort((one, other) => one - other);
  const found = new Map<number, AuditHead>();
  let next = 0;
  for (const day of [...days].sort()) {
    const name = `heads-${day}.jsonl`;
    if (!names.has(name)) continue;
    for await (const line of createInterface({ input: createReadStream(join(folder, name)) })) {
      const position = Number(/"position":(\d+)/.exec(line)?.[1] ?? 0);
      while (next < wanted.length && (wanted[next] ?? 0) <= position) {
        found.set(wanted[next] ?? 0, auditHead.parse(JSON.parse(line)));
        next += 1;
      }
    }
  }
  return found;
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
