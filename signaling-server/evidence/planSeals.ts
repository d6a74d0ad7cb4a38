import { headLeaf, type RecordHead, type RecordSeal } from './sealFormat';
import { pathTo } from './merkleTree';
import type { PlannedTimeStamps } from '../packager/packagePlan';
import { stampSignerOf } from './stampSignerOf';
import type { Digest } from '../recorder/digestOf';
import type { RecordSealsTable } from './RecordSealsTable';
import type { RecordStamp, RecordStampsTable } from './RecordStampsTable';

/** Of heads that no stamp followed within so many further ones it is said that they are not stamped. */
const MOST_HEADS_TO_STAMP = 4_000;

/** Links and heads as they go into a package. */
export interface PlannedSeals {
  readonly links: readonly (RecordSeal & { readonly path: readonly Digest[] })[];
  /** Those that sign the links, and those between them and the next one that an authority stamped. */
  readonly heads: readonly RecordHead[];
  readonly stamps: readonly Pick<RecordStamp, 'headNumber' | 'token'>[];
}

/**
 * The chains' links from the first to the last that a package is about, without a hole, each with its way to the root
 * that a head signs.
 */
export async function planSeals(
  table: RecordSealsTable,
  stampsTable: RecordStampsTable,
  subjectIds: readonly string[],
): Promise<{ readonly seals: PlannedSeals; readonly timeStamps: PlannedTimeStamps }> {
  const own = await table.ofSubjects(subjectIds);
  const links: RecordSeal[] = [];
  for (const chain of new Set(own.map((seal) => seal.chain))) {
    const positions = own.filter((seal) => seal.chain === chain).map(({ position }) => position);
    links.push(...(await table.between(chain, Math.min(...positions), Math.max(...positions))));
  }
  const numbers = [...new Set(links.map(({ headNumber }) => headNumber))].sort((one, other) => one - other);
  const leaves = new Map<number, readonly Digest[]>();
  for (const number of numbers) leaves.set(number, (await table.ofHead(number)).map(headLeaf));
  const stamps = await stampsTable.around(numbers[0] ?? 0, numbers.at(-1) ?? 0);
  const { wanted, vouching, vouched } = bridged(numbers, stamps);
  const seals = {
    links: links.map((link) => ({ ...link, path: pathTo(link.headIndex, leaves.get(link.headNumber) ?? []) })),
    heads: await table.heads(wanted),
    stamps: vouching.map(({ headNumber, token }) => ({ headNumber, token })),
  };
  return { seals, timeStamps: { heads: numbers.length, stampedHeads: vouched, ...toldOf(vouching) } };
}

function toldOf(vouching: readonly RecordStamp[]): Pick<PlannedTimeStamps, 'latest' | 'authorities'> {
  const authorities = new Map<string, PlannedTimeStamps['authorities'][number]>();
  for (const { authority: url, token } of vouching) {
    const signer = stampSignerOf(token) ?? { name: '', fingerprint: '' };
    authorities.set(`${url} ${signer.fingerprint}`, { url, ...signer });
  }
  const latest = vouching.length === 0 ? null : Math.max(...vouching.map(({ stampedAt }) => stampedAt));
  return { latest, authorities: [...authorities.values()] };
}

/** The heads that sign, and for each those up to the next one with a stamp. */
function bridged(
  numbers: readonly number[],
  stamps: readonly RecordStamp[],
): { readonly wanted: readonly number[]; readonly vouching: readonly RecordStamp[]; readonly vouched: number } {
  const wanted = new Set(numbers);
  const vouching = new Set<RecordStamp>();
  let next = 0;
  let vouched = 0;
  for (const number of numbers) {
    while ((stamps[next]?.headNumber ?? Infinity) < number) next += 1;
    const stamp = stamps[next];
    if (stamp === undefined || stamp.headNumber - number > MOST_HEADS_TO_STAMP) continue;
    for (let between = number; between <= stamp.headNumber; between += 1) wanted.add(between);
    vouching.add(stamp);
    vouched += 1;
  }
  return { wanted: [...wanted], vouching: [...vouching], vouched };
}
