import { refuseAttachment } from './refuseAttachment';

type VoiceNoteType = 'audio/ogg' | 'audio/webm' | 'audio/mp4';

/** How far into a file its kind of tracks is said. */
const HEAD_BYTES = 64 * 1024;

/** What a voice note is, by its own bytes. Refused by name where it is no sound, shows a picture, or is said to be another. */
export function voiceNoteType(body: Buffer, saidType: string): VoiceNoteType {
  const type = typeOf(body);
  if (type === null) return refuseAttachment('not-a-voice-note', 'it is none of Ogg, WebM and MP4 sound');
  if (type !== saidType) return refuseAttachment('wrong-type', `it is ${type}`);
  return type;
}

function typeOf(body: Buffer): VoiceNoteType | null {
  const head = body.toString('latin1', 0, HEAD_BYTES);
  if (head.startsWith('OggS') && /OpusHead|\x01vorbis/.test(head)) return 'audio/ogg';
  // EBML with a sound track and no picture (Matroska codec ids begin with A_ and V_).
  if (head.startsWith('\x1aE\xdf\xa3') && /A_(OPUS|VORBIS)/.test(head) && !/V_[A-Z]/.test(head)) return 'audio/webm';
  const isMp4 = head.slice(4, 8) === 'ftyp';
  return isMp4 && body.includes('soun') && !body.includes('hdlr\0\0\0\0\0\0\0\0vide') ? 'audio/mp4' : null;
}
