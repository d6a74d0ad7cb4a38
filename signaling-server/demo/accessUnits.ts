/** One picture as it is sent: its NAL units without start codes, sharing the file's memory. */
export interface AccessUnit {
  readonly nals: readonly Buffer[];
  /** Begins with SPS and PPS and can be decoded from here. */
  readonly key: boolean;
}

const SLICE = 1;
const IDR_SLICE = 5;
const SPS = 7;
const typeOf = (nal: Buffer): number => (nal[0] ?? 0) & 0x1f;
const isSlice = (type: number): boolean => type === SLICE || type === IDR_SLICE;

/** Cuts an Annex-B byte stream (ITU-T H.264 annex B) into its NAL units. */
export function splitNals(stream: Buffer): Buffer[] {
  const nals: Buffer[] = [];
  const startCode = Buffer.from([0, 0, 1]);
  let begin = stream.indexOf(startCode);
  while (begin !== -1) {
    const next = stream.indexOf(startCode, begin + 3);
    let end = next === -1 ? stream.length : next;
    // The zero byte of a four-byte start code belongs to the start code.
    while (end > begin + 3 && stream[end - 1] === 0) end -= 1;
    if (end > begin + 3) nals.push(stream.subarray(begin + 3, end));
    begin = next;
  }
  return nals;
}

/** Groups NAL units to access units (ITU-T H.264 clause 7.4.1.2.3), for streams of the baseline profile. */
export function splitAccessUnits(stream: Buffer): AccessUnit[] {
  const units: AccessUnit[] = [];
  let nals: Buffer[] = [];
  const close = (): void => {
    if (nals.some((nal) => isSlice(typeOf(nal)))) units.push({ nals, key: nals.some((nal) => typeOf(nal) === SPS) });
    nals = [];
  };
  for (const nal of splitNals(stream)) {
    const type = typeOf(nal);
    // first_mb_in_slice is 0 exactly where its Exp-Golomb code is the single bit 1.
    const begins = isSlice(type) ? ((nal[1] ?? 0) & 0x80) !== 0 : type >= 6 && type <= 9;
    if (begins && nals.some((held) => isSlice(typeOf(held)))) close();
    nals.push(nal);
  }
  close();
  return units;
}
