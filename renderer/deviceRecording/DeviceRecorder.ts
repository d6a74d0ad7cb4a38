import type { CameraView } from '@protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { TapeTrack } from './EncodedPiece';
import { lostTracks, type TrackStates } from './lostTracks';
import { MediaHearing } from './MediaHearing';
import { steadyNow } from './SteadyClock';
import { startingState, type DeviceRecordingState, type ToRecordingWorker } from './workerMessages';

const LOOK_EVERY_MS = 500;
/** What is handed in takes so much of the way, in bits a second, as the network is judged. */
const HAND_IN_BITS = { good: 2_500_000, weak: 400_000, 'too-poor': 0 } as const;

/** What can be recorded now. */
export interface RecordableTrack {
  readonly track: TapeTrack['track'];
  readonly view: CameraView | null;
  readonly source: MediaStreamTrack;
  /** The server has said that it takes it. */
  readonly live: boolean;
}

export interface DeviceRecorderDependencies {
  readonly vehicleId: string;
  /** Tracks that are to be recorded, by the server or else here; none off duty. */
  readonly tracks: () => readonly RecordableTrack[];
  /** The browser's statistics of what is sent; null while nothing is. */
  readonly stats: () => Promise<RTCStatsReport | null>;
  readonly network: () => keyof typeof HAND_IN_BITS;
  /** True while there is a line on which somebody is signed in. */
  readonly online: () => boolean;
  /** What a request says of who is signed in; null where nobody is. */
  readonly authorization: () => string | null;
  /** The server's clock and the last round trip; null before the first. */
  readonly serverNow: () => number;
  readonly roundTripMs: () => number | null;
}

/** What a page has in Chromium and TypeScript does not know of. */
interface TrackProcessor {
  readonly readable: ReadableStream<VideoFrame> | ReadableStream<AudioData>;
}
type TrackProcessorMaker = new (options: { track: MediaStreamTrack }) => TrackProcessor;

/**
 * Records this terminal's cameras and evidence sound by itself while they do not get through, and hands that in
 * afterwards. The work is done by a worker, so that a page that is busy misses nothing.
 */
export class DeviceRecorder {
  readonly state: StoreApi<DeviceRecordingState> = createStore<DeviceRecordingState>(() => startingState);
  private readonly given = new Map<string, MediaStreamTrack>();
  private readonly hearing = new MediaHearing();
  private states: TrackStates = new Map();
  private lost = '';
  private terms = '';
  private looking = false;
  private readonly timer: ReturnType<typeof setInterval>;

  private constructor(
    private readonly dependencies: DeviceRecorderDependencies,
    private readonly worker: Worker,
  ) {
    worker.addEventListener('message', ({ data }: MessageEvent<DeviceRecordingState>) => this.state.setState(data));
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  static create(dependencies: DeviceRecorderDependencies): DeviceRecorder {
    const worker = new Worker(new URL('./recordingWorker.ts', import.meta.url), { type: 'module' });
    void navigator.storage?.persist?.();
    return new DeviceRecorder(dependencies, worker);
  }

  close(): void {
    clearInterval(this.timer);
    this.worker.terminate();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    try {
      const tracks = this.dependencies.tracks();
      this.give(tracks);
      const stats = tracks.some(({ live }) => live) ? await this.dependencies.stats().catch(() => null) : null;
      const sendsPictures = tracks.some(({ track, live }) => track === 'camera' && live);
      const heard = this.hearing.read(stats, sendsPictures, performance.now());
      this.judge(tracks, heard);
    } finally {
      this.looking = false;
    }
  }

  /** Gives the worker the frames of each track that it does not have yet, and takes away those that are gone. */
  private give(tracks: readonly RecordableTrack[]): void {
    const wanted = new Map(tracks.map((track) => [keyOf(track), track]));
    for (const [key, source] of this.given) {
      if (wanted.get(key)?.source === source && source.readyState === 'live') continue;
      this.given.delete(key);
      this.say({ type: 'drop-track', key });
    }
    for (const [key, { track, view, source }] of wanted) {
      if (this.given.has(key) || source.readyState !== 'live') continue;
      const readable = framesOf(source);
      if (readable === null) continue;
      this.given.set(key, source);
      const { vehicleId } = this.dependencies;
      const kind = track === 'camera' ? 'picture' : 'sound';
      this.say({ type: 'track', key, track: { vehicleId, track, cameraView: view }, kind, readable }, [readable]);
    }
  }

  private judge(tracks: readonly RecordableTrack[], heard: boolean): void {
    const { online, serverNow, roundTripMs } = this.dependencies;
    const isOnline = online();
    const ways = tracks.map((track) => ({ key: keyOf(track), live: track.live }));
    this.states = lostTracks(this.states, { online: isOnline, heard, ways }, performance.now());
    const keys = [...this.states].filter(([, { lost }]) => lost).map(([key]) => key);
    const offsetMs = serverNow() - steadyNow();
    // While there is no line the clock is not measured either, and may have been set meanwhile.
    if (isOnline && heard && roundTripMs() !== null) this.say({ type: 'clock', offsetMs });
    if (keys.join() !== this.lost) this.say({ type: 'lost', keys });
    this.lost = keys.join();
    this.offer(isOnline && heard, offsetMs);
  }

  private offer(mayHandIn: boolean, clockOffsetMs: number): void {
    const { network, roundTripMs } = this.dependencies;
    const authorization = this.dependencies.authorization();
    const [roundTrip, bitsPerSecond] = [roundTripMs(), HAND_IN_BITS[network()]];
    const may = mayHandIn && authorization !== null && roundTrip !== null && bitsPerSecond > 0;
    const clockUncertaintyMs = (roundTrip ?? 0) / 2;
    const terms = may ? { authorization, clockOffsetMs, clockUncertaintyMs, bitsPerSecond } : null;
    // The clock is measured anew all the time; only its moving by more than that is news.
    const text = JSON.stringify(terms && { ...terms, clockOffsetMs: Math.round(clockOffsetMs / 20) });
    if (text === this.terms) return;
    this.terms = text;
    this.say({ type: 'hand-in', terms });
  }

  private say(message: ToRecordingWorker, transfer: Transferable[] = []): void {
    this.worker.postMessage(message, transfer);
  }
}

function keyOf({ track, view }: Pick<RecordableTrack, 'track' | 'view'>): string {
  return view === null ? track : `${track}-${view}`;
}

/** A track's frames as a stream; null where this browser cannot give them. */
function framesOf(track: MediaStreamTrack): TrackProcessor['readable'] | null {
  const { MediaStreamTrackProcessor } = globalThis as { MediaStreamTrackProcessor?: TrackProcessorMaker };
  return MediaStreamTrackProcessor ? new MediaStreamTrackProcessor({ track }).readable : null;
}
