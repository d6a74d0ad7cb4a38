import { RequestError, type ErrorCode, type GapReason, type Publication } from '@protocol';
import type { types } from 'mediasoup-client';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Connection } from '../wire/Connection';

const RETRY_MS = 1_500;

/** What is published: what a vehicle publishes for record and view, or anybody's talk sound. */
export type Published = Publication | { readonly track: 'talk' };

export interface PublishingState {
  readonly phase: 'starting' | 'live' | 'lost' | 'closed';
  readonly refusal: ErrorCode | null;
}

/** Three layers for pictures, so that a small tile is sent a small picture. */
const cameraEncodings: types.RtpEncodingParameters[] = [
  { rid: 'r0', scaleResolutionDownBy: 4, maxBitrate: 200_000 },
  { rid: 'r1', scaleResolutionDownBy: 2, maxBitrate: 700_000 },
  { rid: 'r2', scaleResolutionDownBy: 1, maxBitrate: 2_500_000 },
];

/**
 * Chromium sends fewer layers than it is given of a small picture, and leaves out the largest: so a small picture is
 * given no more than it will send. `height` in lines.
 */
function encodingsFor(height: number): types.RtpEncodingParameters[] {
  const layers = height >= 540 ? 3 : height >= 270 ? 2 : 1;
  return cameraEncodings.slice(-layers).map((encoding, index) => ({ ...encoding, rid: `r${index}` }));
}

/** Evidence is sent as it is, silence included. */
const evidenceCodec = { opusDtx: false, opusFec: true, opusStereo: false, opusMaxAverageBitrate: 64_000 } as const;
/** Of one channel: still understood, and room beside it for who speaks. */
const FRUGAL_SOUND_BITS_PER_SECOND = 16_000;

/**
 * Speech over 4G: one channel at 24 kbit/s, in packets of 20 ms, which is the delay that a packet costs before it is
 * sent; each carries the one before it in small (FEC), so that a single loss is repaired; and it rests in pauses (DTX),
 * in which a packet every 400 ms still says that the talker is there.
 */
const talkCodec = {
  opusDtx: true,
  opusFec: true,
  opusStereo: false,
  opusPtime: 20,
  opusMaxAverageBitrate: 24_000,
} as const;

/** What a publishing needs of the MediaClient; null while there is no line. */
export interface Sender {
  readonly connection: Connection;
  readonly codecs: readonly types.RtpCodecCapability[];
  transport(): Promise<types.Transport>;
}

/**
 * One published track. It stays published: after a lost line or a dead worker it publishes itself again, until
 * close(). The track belongs to its maker, who stops it.
 */
export class Publishing {
  readonly state: StoreApi<PublishingState> = createStore<PublishingState>(() => ({
    phase: 'starting',
    refusal: null,
  }));
  private sender: Sender | null = null;
  private producer: types.Producer | null = null;
  private isFrugal = false;
  private attempt = 0;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    readonly published: Published,
    private track: MediaStreamTrack,
  ) {}

  /** Publishes on a line, or forgets the old one (null). */
  attach(sender: Sender | null): void {
    this.drop();
    this.sender = sender;
    if (sender === null) this.state.setState({ phase: 'lost' });
    else void this.open();
  }

  /** Another device in the place of this one, without a new producer. */
  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    this.track = track;
    await this.producer?.replaceTrack({ track });
  }

  get producerId(): string | null {
    return this.producer?.id ?? null;
  }

  /** A sound takes as little of a poor network as it can be understood with, or again what it was made for. */
  async beFrugal(isFrugal: boolean): Promise<void> {
    if (this.isFrugal === isFrugal) return;
    this.isFrugal = isFrugal;
    await this.limitSound();
  }

  /** Settles once it is live, after a lost line anew, or closed. */
  async whenLive(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = ({ phase }: PublishingState): void => {
        if (phase !== 'live' && phase !== 'closed') return;
        stop();
        resolve();
      };
      const stop = this.state.subscribe(look);
      look(this.state.getState());
    });
  }

  /** The sending statistics of the browser; null while nothing is sent. */
  async stats(): Promise<RTCStatsReport | null> {
    return this.producer === null ? null : this.producer.getStats();
  }

  /** `reason` is what the record will show for the gap; none for talk sound. */
  close(reason: GapReason = 'unknown'): void {
    const { producer, sender } = this;
    this.drop();
    this.sender = null;
    this.state.setState({ phase: 'closed' });
    if (producer === null || sender === null || !sender.connection.isReady) return;
    const told =
      this.published.track === 'talk'
        ? sender.connection.request('media:close', { mediaId: producer.id })
        : sender.connection.request('video:unpublish', { producerId: producer.id, reason });
    // A producer that the server no longer has needs no closing.
    told.catch(() => undefined);
  }

  private drop(): void {
    this.attempt += 1;
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.producer?.close();
    this.producer = null;
  }

  private async open(): Promise<void> {
    const { sender } = this;
    if (sender === null) return;
    const attempt = (this.attempt += 1);
    this.state.setState({ phase: 'starting' });
    try {
      const transport = await sender.transport();
      const producer = await transport.produce(this.options(sender.codecs));
      if (attempt !== this.attempt) {
        producer.close();
        return;
      }
      this.producer = producer;
      if (this.isFrugal) await this.limitSound();
      this.state.setState({ phase: 'live', refusal: null });
    } catch (error) {
      if (attempt !== this.attempt) return;
      this.state.setState({ phase: 'lost', refusal: error instanceof RequestError ? error.code : 'internal' });
      this.retryTimer = setTimeout(() => void this.open(), RETRY_MS);
    }
  }

  private async limitSound(): Promise<void> {
    const usual = this.published.track === 'talk' ? talkCodec : evidenceCodec;
    const maxBitrate = this.isFrugal ? FRUGAL_SOUND_BITS_PER_SECOND : usual.opusMaxAverageBitrate;
    await this.producer?.setRtpEncodingParameters({ maxBitrate });
  }

  private options(codecs: readonly types.RtpCodecCapability[]): types.ProducerOptions {
    const shared = {
      track: this.track,
      stopTracks: false,
      disableTrackOnPause: false,
      zeroRtpOnPause: false,
      appData: { published: this.published },
      // When it was taken, so that the record can say so: cameras are aligned by it.
      headerExtensionOptions: { absCaptureTime: true },
    };
    if (this.published.track === 'camera') {
      const codec =
        codecs.find(({ mimeType }) => mimeType.toLowerCase() === 'video/h264') ??
        codecs.find(({ mimeType }) => mimeType.toLowerCase() === 'video/vp8');
      return {
        ...shared,
        encodings: encodingsFor(this.track.getSettings().height ?? 720),
        codecOptions: { videoGoogleStartBitrate: 1_000 },
        ...(codec === undefined ? {} : { codec }),
      };
    }
    return { ...shared, codecOptions: this.published.track === 'talk' ? talkCodec : evidenceCodec };
  }
}
