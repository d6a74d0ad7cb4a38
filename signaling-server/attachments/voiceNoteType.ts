import { refuseAttachment } from './refuseAttachment';

type VoiceNoteType = 'audio/ogg' | 'audio/webm' | 'audio/mp4';

/**
 * What a voice note is, by the tracks of its own container, never by a search through its sound: any three bytes turn up
 * there sooner or later. Refused by name where it is no sound, shows a picture, or is said to be another.
 */
export async function voiceNoteType(body: Buffer, saidType: string): Promise<VoiceNoteType> {
  const type = await typeOf(body);
  if (type === null) return refuseAttachment('not-a-voice-note', 'it is none of Ogg, WebM and MP4 sound');
  if (type !== saidType) return refuseAttachment('wrong-type', `it is ${type}`);
  return type;
}

async function typeOf(body: Buffer): Promise<VoiceNoteType | null> {
  const { BufferSource, Input, MP4, OGG, WEBM } = await import('mediabunny');
  const types = new Map<unknown, VoiceNoteType>([
    [OGG, 'audio/ogg'],
    [WEBM, 'audio/webm'],
    [MP4, 'audio/mp4'],
  ]);
  const input = new Input({ source: new BufferSource(body), formats: [OGG, WEBM, MP4] });
  try {
    const tracks = await input.getTracks();
    const isSound = tracks.length > 0 && tracks.every(({ type }) => type === 'audio');
    return isSound ? (types.get(await input.getFormat()) ?? null) : null;
  } catch {
    // What it cannot read, nobody's player can.
    return null;
  } finally {
    input.dispose();
  }
}
