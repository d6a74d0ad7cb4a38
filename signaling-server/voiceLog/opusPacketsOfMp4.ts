import { boxesIn, findBox } from '../recorder/mp4Box';

const ENTRY_BYTES = 16;
const ENTRIES_START = 12;

/** The Opus packets of a recorder's file, in order, up to its last whole fragment. */
export function opusPacketsOfMp4(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let run: Buffer | null = null;
  for (const { name, content } of boxesIn(file)) {
    if (name === 'moof') run = findBox(content, ['traf', 'trun'])?.content ?? null;
    if (name !== 'mdat' || run === null) continue;
    const count = run.readUInt32BE(4);
    let at = 0;
    for (let index = 0; index < count; index += 1) {
      const bytes = run.readUInt32BE(ENTRIES_START + index * ENTRY_BYTES + 4);
      packets.push(content.subarray(at, at + bytes));
      at += bytes;
    }
    run = null;
  }
  return packets;
}
