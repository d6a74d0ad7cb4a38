import { describe, expect, it } from 'vitest';
import { voiceNoteType } from './voiceNoteType';

const ogg = Buffer.from(`OggS${'\0'.repeat(24)}OpusHead`, 'latin1');
const webm = (codecs: string) => Buffer.from(`\x1aE\xdf\xa3${'\0'.repeat(30)}webm${codecs}`, 'latin1');
const mp4 = (kind: string) => Buffer.from(`\0\0\0\x18ftypM4A ${'\0'.repeat(20)}hdlr\0\0\0\0\0\0\0\0${kind}`, 'latin1');
const refusal = (body: Buffer, type: string): string => {
  try {
    return voiceNoteType(body, type);
  } catch (error) {
    return error instanceof Error ? (error.message.split(':')[0] ?? '') : '';
  }
};

describe('a voice note', () => {
  it('is sound in Ogg, WebM or MP4, by its own bytes', () => {
    expect(voiceNoteType(ogg, 'audio/ogg')).toBe('audio/ogg');
    expect(voiceNoteType(webm('A_OPUS'), 'audio/webm')).toBe('audio/webm');
    expect(voiceNoteType(mp4('soun'), 'audio/mp4')).toBe('audio/mp4');
  });

  it('is refused by name where it is another kind, a film, or no sound at all', () => {
    expect(refusal(ogg, 'audio/webm')).toBe('wrong-type');
    expect(refusal(webm('V_VP8A_OPUS'), 'audio/webm')).toBe('not-a-voice-note');
    expect(refusal(mp4('vide'), 'audio/mp4')).toBe('not-a-voice-note');
    expect(refusal(Buffer.from('<html>'), 'audio/ogg')).toBe('not-a-voice-note');
  });
});
