import { headText } from './checkChains';
import type { Findings } from './Findings';
import { bytesOfBase64, digestOf } from './hashes';
import type { Chains, Head } from './packageFormat';
import { readTimeStamp, type TimeStamp } from './readTimeStamp';
import type { TimeStampFacts } from './Verdict';

/**
 * Checks what an authority of time said of the heads, and how far it vouches: a head is bound to all before it, so that
 * a stamp is good for each from which the heads lead to it without a hole. `signed` are the heads whose signatures hold.
 */
export async function checkStamps(
  { links, heads, stamps }: Chains,
  signed: ReadonlyMap<number, Head>,
  findings: Findings,
): Promise<TimeStampFacts> {
  const good = new Map<number, TimeStamp>();
  for (const { headNumber, token } of stamps) {
    const head = signed.get(headNumber);
    const bytes = bytesOfBase64(token);
    const stamp = head && bytes && (await readTimeStamp(bytes, stampText(head)));
    if (stamp) good.set(headNumber, stamp);
    else findings.add('stamp-invalid', `head ${headNumber}`);
  }
  const vouched = vouchedBy(heads, good);
  const signing = [...new Set(links.map(({ headNumber }) => headNumber))];
  const times = signing.flatMap((number) => vouched.get(number)?.stampedAt ?? []);
  const [first] = good.values();
  return {
    heads: signing.length,
    stampedHeads: times.length,
    latest: times.length === 0 ? null : Math.max(...times),
    authority: first?.authority ?? '',
    fingerprints: [...new Set([...good.values()].flatMap(({ fingerprints }) => fingerprints))],
  };
}

function vouchedBy(heads: readonly Head[], good: ReadonlyMap<number, TimeStamp>): ReadonlyMap<number, TimeStamp> {
  const vouched = new Map<number, TimeStamp>();
  let after: Head | null = null;
  let stamp: TimeStamp | null = null;
  for (const head of [...heads].sort((one, other) => other.number - one.number)) {
    const own = digestOf(headText(head));
    const isBound =
      after?.number === head.number + 1 && after.previousSha256 === own.sha256 && after.previousSm3 === own.sm3;
    stamp = good.get(head.number) ?? (isBound ? stamp : null);
    if (stamp) vouched.set(head.number, stamp);
    after = head;
  }
  return vouched;
}

function stampText(head: Head): string {
  return JSON.stringify(['zhiqin-stamped-head', headText(head), head.keyFingerprint, head.signature]);
}
