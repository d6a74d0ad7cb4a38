import type { Logger } from 'pino';
import type { CameraView, GapReason, RecordedTrack } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { CloseReason, FromRecorder, TrackDescription } from '../recorder/recorderProtocol';
import type { Cameras } from '../video/Cameras';
import type { Track } from '../video/Track';
import type { BurstNews } from '../voice/BurstNews';
import type { GroupProducer } from '../voice/GroupChannels';
import type { RecorderLink } from './RecorderLink';
import { StreamTap, type TapTarget } from './StreamTap';

const COMPARE_EVERY_MS = 1_000;
/** Packets that make no picture for so long are a stream without key frames; one is asked for every second. */
const KEY_FRAME_LIMIT_MS = 3_000;
/** A stream whose sender is live and of which the recorder has had nothing for so long is made anew. */
const HEAL_AFTER_MS = 8_000;

export type TalkNews = Pick<BurstNews, 'phase' | 'burstId' | 'groupId' | 'vehicleId'>;

/** Talk that is recorded, a segment for each burst, on the lasting tracks of its groups. */
export interface RecordedTalk {
  groupProducers(): ReadonlyMap<string, GroupProducer>;
  onGroupProducer(listener: (groupProducer: GroupProducer) => void | Promise<void>): void;
  onBurst(listener: (news: TalkNews) => void): void;
  group(groupId: string): { readonly placeId: string } | null;
}

export interface RecordingPlanDependencies {
  readonly link: Pick<RecorderLink, 'present' | 'onPresent' | 'onLost' | 'onMessage' | 'send' | 'openStream'>;
  readonly fleet: Pick<Fleet, 'vehicle' | 'onChanged'>;
  readonly cameras: Pick<Cameras, 'producersOf' | 'onProducer' | 'onProducerClosed'>;
  /** Talk groups, and phone calls. */
  readonly talk: readonly RecordedTalk[];
  /** False for a vehicle that is not to be recorded since there is no room for routine. */
  readonly hasRoomFor: (vehicleId: string) => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

interface RunningStream {
  readonly stream: StreamTap;
  readonly opened: Promise<void>;
  readonly startedAt: number;
}

/**
 * What is to be recorded, and what is: every camera and evidence sound of a vehicle on duty, every talk group. The two
 * are compared at every event and once a second, and made the same.
 */
export class RecordingPlan {
  readonly #streams = new Map<string, RunningStream>();
  readonly #bursts = new Map<string, TalkNews>();
  /** Streams of which packets come and no picture, by when that was first seen. */
  readonly #pictureless = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  private constructor(private readonly dependencies: RecordingPlanDependencies) {
    this.#timer = setInterval(() => this.#compare(), COMPARE_EVERY_MS);
  }

  static create(dependencies: RecordingPlanDependencies): RecordingPlan {
    const { link, fleet, cameras, talk } = dependencies;
    const plan = new RecordingPlan(dependencies);
    link.onPresent(() => plan.#compare());
    link.onLost(() => plan.#forgetStreams());
    link.onMessage((message) => plan.#take(message));
    fleet.onChanged(() => plan.#compare());
    cameras.onProducer(() => plan.#compare());
    cameras.onProducerClosed((track, reason) => plan.#end(track, reason));
    for (const source of talk) {
      source.onGroupProducer((producer) => plan.#followGroup(producer));
      source.onBurst((news) => plan.#takeBurst(news));
    }
    return plan;
  }

  /** Cameras and evidence sounds that are published by vehicles on duty. */
  expectedTracks(): number {
    return this.#tracksOnDuty().length;
  }

  /** True where a camera sends and nothing of it can be shown: it sends no key frames, or only broken ones. */
  lacksKeyFrame({
    vehicleId,
    track,
    cameraView,
  }: Pick<TrackDescription, 'vehicleId' | 'track' | 'cameraView'>): boolean {
    const running = [...this.#streams.values()].find(
      ({ stream: { target } }) =>
        target.description.vehicleId === vehicleId &&
        target.description.track === track &&
        target.description.cameraView === cameraView,
    );
    const since = running && this.#pictureless.get(running.stream.streamId);
    return since !== undefined && this.dependencies.clock() - since >= KEY_FRAME_LIMIT_MS;
  }

  /** Begins a track anew, as when what it wrote is not on the disk. */
  renew(vehicleId: string | null, track: RecordedTrack, cameraView: CameraView | null): void {
    for (const [key, { stream }] of this.#streams) {
      const { description, bursts } = stream.target;
      const isIt = description.vehicleId === vehicleId && description.track === track;
      if (isIt && !bursts && description.cameraView === cameraView) this.#stop(key, 'disk-error');
    }
    this.#compare();
  }

  /** To be called when there is room for more, or for less, than before. */
  roomChanged(): void {
    this.#compare();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#timer);
    for (const { stream } of this.#streams.values()) stream.close('server-restarted');
    this.#streams.clear();
  }

  #tracksOnDuty(): readonly Track[] {
    const { cameras, fleet } = this.dependencies;
    return [...cameras.producersOf().values()].filter(
      ({ vehicleId, producer }) => fleet.vehicle(vehicleId)?.onDuty === true && !producer.closed,
    );
  }

  #targets(): readonly TapTarget[] {
    const tracks = this.#tracksOnDuty()
      .filter(({ vehicleId }) => this.dependencies.hasRoomFor(vehicleId))
      .map((track) => this.#targetOfTrack(track));
    const groups = this.dependencies.talk
      .flatMap((source) => [...source.groupProducers().values()])
      .filter(({ producer }) => !producer.closed)
      .map((producer) => this.#targetOfGroup(producer));
    return [...tracks, ...groups];
  }

  /** Makes what is recorded the same as what is to be. */
  #compare(): void {
    if (this.#closed || !this.dependencies.link.present) return;
    const targets = new Map(this.#targets().map((target) => [target.key, target]));
    for (const [key, { stream }] of this.#streams) {
      const target = targets.get(key);
      const { vehicleId } = stream.target.description;
      const hasRoom = vehicleId === null || this.dependencies.hasRoomFor(vehicleId);
      if (!target) this.#stop(key, hasRoom ? 'off-duty' : 'storage-full');
      else if (target.producer.id !== stream.target.producer.id) this.#stop(key, 'camera-changed');
    }
    for (const [key, target] of targets) if (!this.#streams.has(key)) void this.#start(target);
  }

  #start(target: TapTarget): Promise<void> {
    const { link, log, clock } = this.dependencies;
    const { stream, opened } = StreamTap.start(target, link, log);
    const settled = opened.catch((error: unknown) => {
      log.warn({ err: error, track: target.key }, 'a track is not recorded yet');
      if (this.#streams.get(target.key)?.stream === stream) this.#streams.delete(target.key);
    });
    this.#streams.set(target.key, { stream, opened: settled, startedAt: clock() });
    const burst = this.#bursts.get(target.description.groupId ?? '');
    if (burst) stream.beginBurst(burst.burstId, burst.vehicleId);
    return settled;
  }

  #stop(key: string, reason: CloseReason): void {
    this.#streams.get(key)?.stream.close(reason);
    this.#streams.delete(key);
  }

  #end(track: Track, reason: GapReason): void {
    const running = this.#streams.get(track.key);
    if (running?.stream.target.producer.id === track.producer.id) this.#stop(track.key, reason);
  }

  /** The recorder has closed everything by itself; it is told the plan anew when it is back. */
  #forgetStreams(): void {
    for (const { stream } of this.#streams.values()) stream.close('recorder-restarted');
    this.#streams.clear();
  }

  /** Answered once the group's track is ready to be recorded: the first word waits for it, for a moment. */
  async #followGroup({ groupId }: GroupProducer): Promise<void> {
    this.#compare();
    await this.#streams.get(groupKey(groupId))?.opened;
  }

  #takeBurst(news: TalkNews): void {
    const running = this.#streams.get(groupKey(news.groupId));
    if (news.phase === 'began') {
      this.#bursts.set(news.groupId, news);
      running?.stream.beginBurst(news.burstId, news.vehicleId);
    } else {
      if (this.#bursts.get(news.groupId)?.burstId === news.burstId) this.#bursts.delete(news.groupId);
      running?.stream.endBurst(news.burstId);
    }
  }

  #take(message: FromRecorder): void {
    if (message.type === 'key-frame-wanted') {
      for (const { stream } of this.#streams.values()) {
        if (stream.streamId === message.streamId) stream.requestKeyFrame();
      }
    } else if (message.type === 'statistics') this.#heal(message);
  }

  /** The recorder says once a second what it gets; what it should get and does not is begun again. */
  #heal({ streams }: Extract<FromRecorder, { type: 'statistics' }>): void {
    const now = this.dependencies.clock();
    this.#lookForPictures(streams, now);
    const lastPackets = new Map(streams.map(({ streamId, lastPacketAt }) => [streamId, lastPacketAt]));
    for (const [key, { stream, startedAt }] of this.#streams) {
      if (stream.target.bursts || !this.#isLive(stream.target)) continue;
      const lastPacketAt = lastPackets.get(stream.streamId) ?? startedAt;
      if (now - Math.max(startedAt, lastPacketAt) < HEAL_AFTER_MS) continue;
      this.dependencies.log.warn({ track: key }, 'a live track does not reach the recorder; its stream is made anew');
      this.#stop(key, 'no-media');
    }
  }

  #lookForPictures(streams: Extract<FromRecorder, { type: 'statistics' }>['streams'], now: number): void {
    const flowing = streams.filter(
      ({ writing, diskFails, lastPacketAt }) =>
        !writing && !diskFails && lastPacketAt !== null && now - lastPacketAt < KEY_FRAME_LIMIT_MS,
    );
    const before = new Map(this.#pictureless);
    this.#pictureless.clear();
    for (const { streamId } of flowing) this.#pictureless.set(streamId, before.get(streamId) ?? now);
  }

  #isLive({ description: { vehicleId, track, cameraView } }: TapTarget): boolean {
    const vehicle = vehicleId === null ? null : this.dependencies.fleet.vehicle(vehicleId);
    if (track !== 'camera') return vehicle?.hasSound === true;
    return vehicle?.cameras.some(({ view, state }) => view === cameraView && state === 'live') === true;
  }

  #targetOfTrack({ key, producer, worker, vehicleId, track, view }: Track): TapTarget {
    const placeId = this.dependencies.fleet.vehicle(vehicleId)?.placeId ?? '';
    const description = { vehicleId, placeId, track, cameraView: view, groupId: null };
    return { key, producer, router: worker.router, description, bursts: false };
  }

  #targetOfGroup({ groupId, producer, router }: GroupProducer): TapTarget {
    const placeId = this.dependencies.talk.map((source) => source.group(groupId)?.placeId).find(Boolean) ?? '';
    const description = { vehicleId: null, placeId, track: 'talk' as const, cameraView: null, groupId };
    return { key: groupKey(groupId), producer, router, description, bursts: true };
  }
}

function groupKey(groupId: string): string {
  return `talk:${groupId}`;
}
