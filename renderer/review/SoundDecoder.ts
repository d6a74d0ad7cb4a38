import type { TimedSample } from './SampleReader';

/** Decoded sound that is played in one piece: shorter would click at its seams, longer would come late. */
const PIECE_MS = 200;
/** Packets further apart than this are not one piece. */
const HOLE_MS = 8;

/** Some sound with the moment of its beginning on the server's clock. */
export interface SoundPiece {
  readonly at: number;
  readonly durationMs: number;
  readonly buffer: AudioBuffer;
}

interface Gathered {
  readonly at: number;
  readonly samplesASecond: number;
  readonly channels: number;
  readonly parts: Float32Array<ArrayBuffer>[][];
  samples: number;
}

/** Decodes packets of sound and joins what belongs together. */
export class SoundDecoder {
  private decoder: AudioDecoder | null = null;
  private codec = '';
  private gathered: Gathered | null = null;

  constructor(private readonly onPiece: (piece: SoundPiece) => void) {}

  get queueSize(): number {
    return this.decoder?.decodeQueueSize ?? 0;
  }

  decode({ head, at, durationMs, data }: TimedSample): void {
    if (head.sound === null) {
      return;
    }
    if (!this.decoder || this.codec !== head.codec || this.decoder.state !== 'configured') {
      this.close();
      this.decoder = this.make();
      this.codec = head.codec;
      const { channels, samplesASecond } = head.sound;
      this.decoder.configure({ codec: head.codec, sampleRate: samplesASecond, numberOfChannels: channels });
    }
    const timestamp = Math.round(at * 1000);
    this.decoder.decode(
      new EncodedAudioChunk({
        type: 'key',
        timestamp,
        duration: Math.round(durationMs * 1000),
        data: new Uint8Array(data),
      }),
    );
  }

  /** Hands out what has been gathered, though more could still be joined to it. */
  flush(): void {
    const { gathered } = this;
    this.gathered = null;
    if (!gathered || gathered.samples === 0) {
      return;
    }
    const { at, samplesASecond, channels, parts, samples } = gathered;
    const buffer = new AudioBuffer({ length: samples, sampleRate: samplesASecond, numberOfChannels: channels });
    for (let channel = 0; channel < channels; channel += 1) {
      let place = 0;
      for (const part of parts) {
        const own = part[channel];
        if (own) {
          buffer.copyToChannel(own, channel, place);
          place += own.length;
        }
      }
    }
    this.onPiece({ at, durationMs: (samples * 1000) / samplesASecond, buffer });
  }

  close(): void {
    this.gathered = null;
    if (this.decoder && this.decoder.state !== 'closed') {
      this.decoder.close();
    }
    this.decoder = null;
  }

  private make(): AudioDecoder {
    const decoder = new AudioDecoder({
      output: (sound) => {
        if (decoder === this.decoder) {
          this.gather(sound);
        }
        sound.close();
      },
      error: (error) => console.warn('recorded sound cannot be decoded', error),
    });
    return decoder;
  }

  private gather(sound: AudioData): void {
    const at = sound.timestamp / 1000;
    const known = this.gathered;
    const ends = known && known.at + (known.samples * 1000) / known.samplesASecond;
    const joins = known?.samplesASecond === sound.sampleRate && ends !== null && Math.abs(at - ends) <= HOLE_MS;
    if (!joins) {
      this.flush();
    }
    const gathered = (this.gathered ??= {
      ...{ at, samplesASecond: sound.sampleRate, channels: sound.numberOfChannels, parts: [], samples: 0 },
    });
    gathered.parts.push(
      Array.from({ length: gathered.channels }, (_, channel) => {
        const samples = new Float32Array(sound.numberOfFrames);
        sound.copyTo(samples, { planeIndex: Math.min(channel, sound.numberOfChannels - 1), format: 'f32-planar' });
        return samples;
      }),
    );
    gathered.samples += sound.numberOfFrames;
    if ((gathered.samples * 1000) / gathered.samplesASecond >= PIECE_MS) {
      this.flush();
    }
  }
}
