const STAP_A = 24;
const FU_A = 28;

/**
 * The RTP payloads of one access unit in packetisation mode 1 (RFC 6184): small NAL units that follow each other are
 * aggregated (STAP-A, clause 5.7.1), large ones fragmented (FU-A, clause 5.8). The last payload's packet carries the
 * marker bit. `limit` is in bytes, without the RTP header.
 */
export function packetise(nals: readonly Buffer[], limit: number): Buffer[] {
  const payloads: Buffer[] = [];
  let gathered: Buffer[] = [];
  let gatheredBytes = 1;
  const flush = (): void => {
    const [only] = gathered;
    if (gathered.length === 1 && only !== undefined) payloads.push(only);
    else if (gathered.length > 1) payloads.push(aggregate(gathered));
    gathered = [];
    gatheredBytes = 1;
  };
  for (const nal of nals) {
    if (nal.length > limit) {
      flush();
      payloads.push(...fragment(nal, limit));
      continue;
    }
    if (gatheredBytes + 2 + nal.length > limit) flush();
    gathered.push(nal);
    gatheredBytes += 2 + nal.length;
  }
  flush();
  return payloads;
}

function aggregate(nals: readonly Buffer[]): Buffer {
  const importance = Math.max(...nals.map((nal) => (nal[0] ?? 0) & 0x60));
  const parts: Buffer[] = [Buffer.from([importance | STAP_A])];
  for (const nal of nals) {
    const size = Buffer.alloc(2);
    size.writeUInt16BE(nal.length);
    parts.push(size, nal);
  }
  return Buffer.concat(parts);
}

function fragment(nal: Buffer, limit: number): Buffer[] {
  const header = nal[0] ?? 0;
  const fragments: Buffer[] = [];
  for (let from = 1; from < nal.length; from += limit - 2) {
    const to = Math.min(nal.length, from + limit - 2);
    const flags = (from === 1 ? 0x80 : 0) | (to === nal.length ? 0x40 : 0);
    fragments.push(
      Buffer.concat([Buffer.from([(header & 0xe0) | FU_A, flags | (header & 0x1f)]), nal.subarray(from, to)]),
    );
  }
  return fragments;
}
