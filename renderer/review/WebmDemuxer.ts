import type { Demuxer, EncodedSample, TrackHead } from './EncodedSample';
import { PendingBytes } from './PendingBytes';

/** Elements of Matroska (RFC 9559) that a file of one track needs. */
const SEGMENT = 0x18538067;
const TRACKS = 0x1654ae6b;
const CLUSTER = 0x1f43b675;
const path = {
  ...{ entry: 0xae, codec: 0x86, codecHead: 0x63a2, time: 0xe7, block: 0xa3 },
  ...{ video: 0xe0, width: 0xb0, height: 0xba },
} as const;
const codecs: Readonly<Record<string, string>> = { V_VP8: 'vp8', V_VP9: 'vp09.00.10.08' };
/** Sound whose head is a WAVEFORMATEX structure, and its format tags for G.711. */
const WAVE_CODEC = 'A_MS/ACM';
const WAVE_FORMAT_BYTES = 16;
const waveCodecs: Readonly<Record<number, string>> = { 6: 'alaw', 7: 'ulaw' };
/** Cluster times of our files are milliseconds. A last picture whose length nobody says is taken to last this long. */
const UNKNOWN_DURATION_MS = 100;
/** A block's track number, its time within the cluster, its flags. */
const BLOCK_HEADER_BYTES = 4;
const KEY_FLAG = 0x80;

interface Element {
  readonly id: number;
  readonly body: number;
  readonly end: number;
}

/** Reads WebM with one picture track, or Matroska with one track of G.711, cluster by cluster. */
export class WebmDemuxer implements Demuxer {
  private readonly pending = new PendingBytes();
  private trackHead: TrackHead | null = null;

  get head(): TrackHead | null {
    return this.trackHead;
  }

  push(bytes: Uint8Array): readonly EncodedSample[] {
    const all = this.pending.push(bytes);
    const samples: EncodedSample[] = [];
    let start = 0;
    for (let element = elementAt(all, 0); element !== null; element = elementAt(all, start)) {
      if (element.id === SEGMENT) {
        // What it holds follows: it lasts to the end of the file.
        start = element.body;
        continue;
      }
      if (element.end > all.length) {
        break;
      }
      if (element.id === TRACKS) {
        this.trackHead = headOf(all, element);
      } else if (element.id === CLUSTER) {
        samples.push(...samplesOf(all, element, this.trackHead));
      }
      start = element.end;
    }
    this.pending.drop(start);
    return samples;
  }
}

function headOf(bytes: Uint8Array, tracks: Element): TrackHead | null {
  const entry = findIn(bytes, tracks, path.entry);
  const named = entry && findIn(bytes, entry, path.codec);
  const name = named && String.fromCharCode(...bytes.subarray(named.body, named.end)).replace(/\0+$/, '');
  if (entry && name === WAVE_CODEC) {
    return waveHeadOf(bytes, entry);
  }
  const video = entry && findIn(bytes, entry, path.video);
  const codec = name && codecs[name];
  const width = video && findIn(bytes, video, path.width);
  const height = video && findIn(bytes, video, path.height);
  if (!codec || !width || !height) {
    return null;
  }
  const picture = { width: unsignedOf(bytes, width), height: unsignedOf(bytes, height) };
  return { codec, description: null, picture, sound: null };
}

/** The head of G.711, which has one byte for each sample of a channel. */
function waveHeadOf(bytes: Uint8Array, entry: Element): TrackHead | null {
  const head = findIn(bytes, entry, path.codecHead);
  if (!head || head.end - head.body < WAVE_FORMAT_BYTES) {
    return null;
  }
  const format = new DataView(bytes.buffer, bytes.byteOffset + head.body, WAVE_FORMAT_BYTES);
  const codec = waveCodecs[format.getUint16(0, true)];
  const sound = { channels: format.getUint16(2, true), samplesASecond: format.getUint32(4, true) };
  return codec === undefined ? null : { codec, description: null, picture: null, sound };
}

function samplesOf(bytes: Uint8Array, cluster: Element, head: TrackHead | null): EncodedSample[] {
  const bytesAMs = head?.sound ? (head.sound.channels * head.sound.samplesASecond) / 1000 : null;
  const time = findIn(bytes, cluster, path.time);
  const begins = time ? unsignedOf(bytes, time) : 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks = [...elementsIn(bytes, cluster)].filter(({ id }) => id === path.block);
  const times = blocks.map(({ body }) => begins + view.getInt16(body + 1));
  return blocks.map(({ body, end }, index) => {
    const at = times[index] ?? begins;
    const unsaid = bytesAMs === null ? UNKNOWN_DURATION_MS : (end - body - BLOCK_HEADER_BYTES) / bytesAMs;
    return {
      at,
      durationMs: (times[index + 1] ?? at + unsaid) - at,
      key: (view.getUint8(body + 3) & KEY_FLAG) !== 0,
      data: bytes.subarray(body + BLOCK_HEADER_BYTES, end),
    };
  });
}

function findIn(bytes: Uint8Array, parent: Element, id: number): Element | null {
  for (const element of elementsIn(bytes, parent)) {
    if (element.id === id) {
      return element;
    }
  }
  return null;
}

function* elementsIn(bytes: Uint8Array, parent: Element): Generator<Element> {
  let start = parent.body;
  while (start < parent.end) {
    const element = elementAt(bytes, start);
    if (!element || element.end > parent.end) {
      return;
    }
    yield element;
    start = element.end;
  }
}

/** The element that begins at an offset, whole or not (RFC 8794, section 4); null where its header is not there. */
function elementAt(bytes: Uint8Array, start: number): Element | null {
  const first = bytes[start];
  if (first === undefined) {
    return null;
  }
  const idLength = Math.clz32(first) - 23;
  const sizeStart = start + idLength;
  const sizeFirst = bytes[sizeStart];
  if (idLength > 4 || sizeFirst === undefined) {
    return null;
  }
  const sizeLength = Math.clz32(sizeFirst) - 23;
  const body = sizeStart + sizeLength;
  if (sizeLength > 8 || body > bytes.length) {
    return null;
  }
  const size = unsignedFrom(bytes, sizeStart + 1, body, sizeFirst & (0xff >> sizeLength));
  return { id: unsignedFrom(bytes, start, sizeStart, 0), body, end: body + size };
}

const unsignedOf = (bytes: Uint8Array, { body, end }: Element): number => unsignedFrom(bytes, body, end, 0);

function unsignedFrom(bytes: Uint8Array, from: number, to: number, above: number): number {
  let value = above;
  for (let place = from; place < to; place += 1) {
    value = value * 256 + (bytes[place] ?? 0);
  }
  return value;
}
