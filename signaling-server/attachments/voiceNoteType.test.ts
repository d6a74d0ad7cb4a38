import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { matroskaCluster, matroskaHead } from '../recorder/matroskaFile';
import { element, textElement, unsignedElement } from '../recorder/webmElement';
import { voiceNoteType } from './voiceNoteType';

const TONE = ['-f', 'lavfi', '-i', 'sine=440:duration=0.1'];
const FILM = ['-f', 'lavfi', '-i', 'testsrc=size=32x32:duration=0.1:rate=10'];
const OPUS_HEAD = Buffer.from('OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0', 'latin1');

const refusal = async (body: Buffer, type: string): Promise<string> => {
  const why = await voiceNoteType(body, type).catch((error: unknown) => (error instanceof Error ? error.message : ''));
  return why.split(':')[0] ?? '';
};

/** A WebM of Opus with this as its sound, which need not be any. */
const soundOf = (data: Buffer): Buffer =>
  Buffer.concat([
    matroskaHead('webm', [
      unsignedElement(0x83, 2),
      textElement(0x86, 'A_OPUS'),
      element(0x63a2, OPUS_HEAD),
      element(0xe1, unsignedElement(0x9f, 1)),
    ]),
    matroskaCluster([{ time: 0, duration: 960, key: true, data }], 48_000),
  ]);

describe('a voice note', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'zhiqin-voice-note-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const file = async (name: string, ...arguments_: string[]): Promise<Buffer> => {
    const path = join(folder, name);
    await promisify(execFile)('ffmpeg', ['-v', 'error', ...arguments_, path]);
    return await readFile(path);
  };

  it('is sound in Ogg, WebM or MP4, by its own bytes', async () => {
    const ogg = await file('note.ogg', ...TONE, '-c:a', 'libopus');
    expect(await voiceNoteType(ogg, 'audio/ogg')).toBe('audio/ogg');
    expect(await refusal(ogg, 'audio/webm')).toBe('wrong-type');
    const webm = await file('note.webm', ...TONE, '-c:a', 'libopus');
    expect(await voiceNoteType(webm, 'audio/webm')).toBe('audio/webm');
    const mp4 = await file('note.mp4', ...TONE, '-movflags', 'empty_moov+frag_keyframe');
    expect(await voiceNoteType(mp4, 'audio/mp4')).toBe('audio/mp4');
  });

  it('is no less one where its sound happens to spell the name of a film’s codec', async () => {
    expect(await voiceNoteType(soundOf(Buffer.from('V_VP8 vide hdlr')), 'audio/webm')).toBe('audio/webm');
  });

  it('is refused by name where it is a film, another kind, cut off, or no sound at all', async () => {
    const webm = await file('film.webm', ...TONE, ...FILM, '-c:a', 'libopus', '-c:v', 'libvpx');
    expect(await refusal(webm, 'audio/webm')).toBe('not-a-voice-note');
    expect(await refusal(await file('film.mp4', ...FILM), 'audio/mp4')).toBe('not-a-voice-note');
    expect(await refusal(await file('tone.wav', ...TONE), 'audio/webm')).toBe('not-a-voice-note');
    expect(await refusal(soundOf(Buffer.alloc(4)).subarray(0, 40), 'audio/webm')).toBe('not-a-voice-note');
    expect(await refusal(Buffer.from('<html>'), 'audio/ogg')).toBe('not-a-voice-note');
    expect(await refusal(Buffer.alloc(0), 'audio/ogg')).toBe('not-a-voice-note');
  });
});
