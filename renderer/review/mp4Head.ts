import type { TrackHead } from './EncodedSample';
import { boxAt, findBox, type Box } from './isoBoxes';

export interface Mp4Head extends TrackHead {
  readonly ticksASecond: number;
}

/** Bytes of a sample entry before the boxes in it (ISO/IEC 14496-12, clauses 12.1.3 and 12.2.3). */
const PICTURE_ENTRY_BYTES = 78;
const SOUND_ENTRY_BYTES = 28;
const ENTRIES_HEADER_BYTES = 8;
const soundCodecs: Readonly<Record<string, string>> = { Opus: 'opus', alaw: 'alaw', ulaw: 'ulaw' };

/** The one track that a `moov` describes; null where it is of a kind that no recorder of ours writes. */
export function readMp4Head(view: DataView, movie: Box): Mp4Head | null {
  const media = findBox(view, movie.body, movie.end, ['trak', 'mdia']);
  const header = media && findBox(view, media.body, media.end, ['mdhd']);
  const descriptions = media && findBox(view, media.body, media.end, ['minf', 'stbl', 'stsd']);
  const entry = descriptions && boxAt(view, descriptions.body + ENTRIES_HEADER_BYTES);
  if (!header || !entry || entry.end > view.byteLength) {
    return null;
  }
  const ticksASecond = view.getUint32(header.body + (view.getUint8(header.body) === 1 ? 20 : 12));
  if (entry.type === 'avc1' || entry.type === 'avc3') {
    return pictureHead(view, entry, ticksASecond);
  }
  const codec = soundCodecs[entry.type];
  if (codec === undefined) {
    return null;
  }
  const sound = {
    channels: view.getUint16(entry.body + 16),
    samplesASecond: view.getUint32(entry.body + SOUND_ENTRY_BYTES - 4) >>> 16,
  };
  return { codec, description: null, picture: null, sound, ticksASecond };
}

function pictureHead(view: DataView, entry: Box, ticksASecond: number): Mp4Head | null {
  const record = findBox(view, entry.body + PICTURE_ENTRY_BYTES, entry.end, ['avcC']);
  if (!record) {
    return null;
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset + record.body, record.end - record.body).slice();
  // Profile, compatibility and level stand behind the record's version (ISO/IEC 14496-15, clause 5.3.3.1).
  const name = [1, 2, 3].map((place) => (bytes[place] ?? 0).toString(16).padStart(2, '0')).join('');
  const picture = { width: view.getUint16(entry.body + 24), height: view.getUint16(entry.body + 26) };
  return { codec: `avc1.${name}`, description: bytes, picture, sound: null, ticksASecond };
}
