import { headLeaf, type RecordHead, type RecordSeal } from './sealFormat';
import { pathTo } from './merkleTree';
import type { Digest } from '../recorder/digestOf';
import type { RecordSealsTable } from './RecordSealsTable';

/** Links and heads as they go into a package. */
export interface PlannedSeals {
  readonly links: readonly (RecordSeal & { readonly path: readonly Digest[] })[];
  readonly heads: readonly RecordHead[];
}

/**
 * The chains' links from the first to the last that a package is about, without a hole, each with its way to the root
 * that a head signs.
 */
export async function planSeals(table: RecordSealsTable, subjectIds: readonly string[]): Promise<PlannedSeals> {
  const own = await table.ofSubjects(subjectIds);
  const links: RecordSeal[] = [];
  for (const chain of new Set(own.map((seal) => seal.chain))) {
    const positions = own.filter((seal) => seal.chain === chain).map(({ position }) => position);
    links.push(...(await table.between(chain, Math.min(...positions), Math.max(...positions))));
  }
  const numbers = [...new Set(links.map(({ headNumber }) => headNumber))];
  const leaves = new Map<number, readonly Digest[]>();
  for (const number of numbers) leaves.set(number, (await table.ofHead(number)).map(headLeaf));
  return {
    links: links.map((link) => ({ ...link, path: pathTo(link.headIndex, leaves.get(link.headNumber) ?? []) })),
    heads: await table.heads(numbers),
  };
}
