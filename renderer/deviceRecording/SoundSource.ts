import { SteadyClock } from './SteadyClock';
import { readEach, type TrackSource, type TrackSourceEvents } from './TrackSource';

export const SOUND_BITS = 32_000;
const PACKET_MICROSECONDS = 20_000;

/** Codes the evidence microphone as Opus in packets of 20 ms, silence included. */
export class SoundSource implements TrackSource {
  private encoder: AudioEncoder | null = null;
  private shape = '';
  private channels = 1;
  private readonly clock = new SteadyClock();
  private closed = false;
  private readonly stop: () => void;

  constructor(
    readable: ReadableStream<AudioData>,
    private readonly events: TrackSourceEvents,
  ) {
    this.stop = readEach(readable, (data) => this.take(data), events.onFailed);
  }

  /** Sound is small, and coded in whole at all times. */
  setWhole(): void {
    return;
  }

  /** Every packet of sound can be heard by itself. */
  wantKeyFrame(): void {
    return;
  }

  close(): void {
    this.closed = true;
    this.stop();
    this.drop();
  }

  private take(data: AudioData): void {
    this.clock.observe((data.timestamp + data.duration) / 1000);
    const shape = `${data.sampleRate} ${data.numberOfChannels}`;
    try {
      if (!this.closed && (!this.encoder || shape !== this.shape)) this.begin(data, shape);
      this.encoder?.encode(data);
    } catch (error) {
      this.events.onFailed(error);
      this.drop();
    }
    data.close();
  }

  private begin({ sampleRate, numberOfChannels }: AudioData, shape: string): void {
    this.drop();
    const encoder = new AudioEncoder({
      output: (chunk) => this.output(chunk),
      error: (error) => {
        this.events.onFailed(error);
        if (this.encoder === encoder) this.drop();
      },
    });
    encoder.configure({ codec: 'opus', sampleRate, numberOfChannels, bitrate: SOUND_BITS });
    this.encoder = encoder;
    this.shape = shape;
    this.channels = numberOfChannels;
  }

  private output(chunk: EncodedAudioChunk): void {
    if (this.closed) return;
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const durationMs = (chunk.duration ?? PACKET_MICROSECONDS) / 1000;
    const coding = { codec: 'audio/opus', channels: this.channels, configuration: '' } as const;
    this.events.onPiece({ at: this.clock.momentOf(chunk.timestamp / 1000), durationMs, key: true, data }, coding);
  }

  private drop(): void {
    if (this.encoder && this.encoder.state !== 'closed') this.encoder.close();
    this.encoder = null;
  }
}
