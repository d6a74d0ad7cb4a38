import { opusTicks } from '../recorder/OpusDepacketizer';

const SAMPLES_A_SECOND = 48_000;
/** A page holds at most 255 lacing values; a second of sound makes it easy to seek in. */
const MOST_SEGMENTS_A_PAGE = 255;
const MOST_SAMPLES_A_PAGE = SAMPLES_A_SECOND;
const FIRST_PAGE = 0x02;
const LAST_PAGE = 0x04;
const VENDOR = 'Zhiqin';

interface Page {
  readonly flags: number;
  /** Samples that are complete at the end of the page. */
  readonly position: number;
  readonly packets: readonly Buffer[];
}

/**
 * One Ogg Opus file (RFC 3533, RFC 7845) of packets that follow each other without a pause. The same packets make the
 * same bytes, so that ranges of it fit together.
 */
export function oggOpus(packets: readonly Buffer[]): Buffer {
  const pages: Page[] = [
    { flags: FIRST_PAGE, position: 0, packets: [identification()] },
    { flags: 0, position: 0, packets: [comments()] },
    ...soundPages(packets),
  ];
  return Buffer.concat(pages.map((page, index) => pageBytes(page, index, index === pages.length - 1)));
}

function soundPages(packets: readonly Buffer[]): Page[] {
  const pages: Page[] = [];
  let position = 0;
  let held: Buffer[] = [];
  let segments = 0;
  let samples = 0;
  const end = (): void => {
    if (held.length > 0) pages.push({ flags: 0, position, packets: held });
    held = [];
    segments = 0;
    samples = 0;
  };
  for (const packet of packets) {
    const wanted = lacingOf(packet).length;
    if (segments + wanted > MOST_SEGMENTS_A_PAGE || samples >= MOST_SAMPLES_A_PAGE) end();
    held.push(packet);
    segments += wanted;
    samples += opusTicks(packet);
    position += opusTicks(packet);
  }
  end();
  return pages;
}

/** OpusHead: version 1, one channel, nothing to skip, 48 kHz, no gain, channel mapping family 0. */
function identification(): Buffer {
  const head = Buffer.alloc(19);
  head.write('OpusHead', 0, 'latin1');
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt32LE(SAMPLES_A_SECOND, 12);
  return head;
}

function comments(): Buffer {
  const tags = Buffer.alloc(8 + 4 + VENDOR.length + 4);
  tags.write('OpusTags', 0, 'latin1');
  tags.writeUInt32LE(VENDOR.length, 8);
  tags.write(VENDOR, 12, 'latin1');
  return tags;
}

function pageBytes({ flags, position, packets }: Page, sequence: number, isLast: boolean): Buffer {
  const lacing = packets.flatMap(lacingOf);
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'latin1');
  header.writeUInt8(flags | (isLast ? LAST_PAGE : 0), 5);
  header.writeBigUInt64LE(BigInt(position), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(lacing.length, 26);
  const page = Buffer.concat([header, Buffer.from(lacing), ...packets]);
  page.writeUInt32LE(checksum(page), 22);
  return page;
}

/** A packet's length as 255s and a rest, which is 0 where the length is a multiple of 255. */
function lacingOf(packet: Buffer): number[] {
  return [...Array.from({ length: Math.floor(packet.length / 255) }, () => 255), packet.length % 255];
}

/** RFC 3533 section 6: polynomial 0x04c11db7, no reflection, nothing before and after. */
const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x8000_0000 ? (rest << 1) ^ 0x04c1_1db7 : rest << 1;
  return rest >>> 0;
});

function checksum(page: Buffer): number {
  let sum = 0;
  for (const byte of page) sum = ((sum << 8) ^ (crcTable[((sum >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return sum;
}
