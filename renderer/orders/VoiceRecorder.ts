/** Longer than this nobody listens to; a note of it takes less than a megabyte. */
export const LONGEST_VOICE_NOTE_MS = 120_000;

/** Sound is handed over in parts of this length, the first of which says that the microphone works. */
const PART_MS = 250;
/** A microphone that gives nothing for so long gives nothing at all. */
const FIRST_SOUND_LIMIT_MS = 5_000;

const kinds = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const;

/** One voice note from the microphone of this device. */
export class VoiceRecorder {
  private readonly parts: Blob[] = [];

  private constructor(
    private readonly stream: MediaStream,
    private readonly recorder: MediaRecorder,
  ) {}

  /** Records from the first sound on, and answers then. Throws where no microphone is there, permitted, or heard. */
  static async create(): Promise<VoiceRecorder> {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1 } });
    const mimeType = kinds.find((kind) => MediaRecorder.isTypeSupported(kind));
    const recorder = new MediaRecorder(stream, mimeType === undefined ? {} : { mimeType });
    const made = new VoiceRecorder(stream, recorder);
    const isHeard = new Promise<boolean>((resolve) => {
      recorder.addEventListener('dataavailable', ({ data }) => {
        made.parts.push(data);
        if (data.size > 0) resolve(true);
      });
      setTimeout(() => resolve(false), FIRST_SOUND_LIMIT_MS);
    });
    recorder.start(PART_MS);
    if (await isHeard) return made;
    made.close();
    throw new Error('the microphone gives no sound');
  }

  /** Ends it and answers with what was said. */
  async finish(): Promise<Blob> {
    if (this.recorder.state !== 'inactive') {
      const stopped = new Promise((resolve) => this.recorder.addEventListener('stop', resolve, { once: true }));
      this.recorder.stop();
      await stopped;
    }
    this.close();
    return new Blob(this.parts, { type: this.recorder.mimeType.split(';')[0] ?? 'audio/webm' });
  }

  /** Gives the microphone back. Safe to call again. */
  close(): void {
    if (this.recorder.state !== 'inactive') this.recorder.stop();
    for (const track of this.stream.getTracks()) track.stop();
  }
}
