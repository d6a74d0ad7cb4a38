import type { Source } from '../media/MediaClient';
import type { MediaWorker } from '../media/MediaWorker';
import type { MediaWorkers } from '../media/MediaWorkers';
import { TalkChannel } from '../media/TalkChannel';

/** How long the first word into a group waits for a recorder to stand ready. */
const RECORDER_READY_MS = 300;

/** A group's lasting track in one router, as a recorder taps it. */
export interface GroupProducer {
  readonly groupId: string;
  readonly producer: Source['producer'];
  readonly router: Source['worker']['router'];
}

/** The lasting track of each group, made at its first word or its first listener, and what of it is to be recorded. */
export class GroupChannels {
  readonly #channels = new Map<string, Promise<TalkChannel>>();
  readonly #recorded = new Map<string, GroupProducer>();
  readonly #producerListeners = new Set<(groupProducer: GroupProducer) => void | Promise<void>>();

  /** `isRecorded` is false of a group that nobody is to find again. */
  constructor(private readonly dependencies: { workers: MediaWorkers; isRecorded: (groupId: string) => boolean }) {}

  onProducer(listener: (groupProducer: GroupProducer) => void | Promise<void>): void {
    this.#producerListeners.add(listener);
  }

  producers(): ReadonlyMap<string, GroupProducer> {
    return this.#recorded;
  }

  of(groupId: string): Promise<TalkChannel> {
    const existing = this.#channels.get(groupId);
    if (existing) return existing;
    const opening = TalkChannel.create(this.dependencies.workers).then(async (channel) => {
      await this.#offerOf(groupId, channel);
      return channel;
    });
    this.#channels.set(groupId, opening);
    opening.catch(() => this.#channels.delete(groupId));
    return opening;
  }

  /** As of(), with somewhere to hear it: while all media workers are being replaced, it waits for one. */
  async standing(groupId: string): Promise<TalkChannel> {
    const channel = await this.of(groupId);
    if (channel.sources().length === 0) await channel.addWorker(await this.dependencies.workers.leastLoaded());
    return channel;
  }

  /** Makes every group heard on a worker that has just started. Answers the groups for which that failed. */
  async addWorker(worker: MediaWorker): Promise<readonly { groupId: string; error: unknown }[]> {
    const failures = [...this.#channels].map(async ([groupId, opening]) => {
      try {
        await (await opening).addWorker(worker);
        await this.#offer(groupId);
        return [];
      } catch (error) {
        return [{ groupId, error }];
      }
    });
    return (await Promise.all(failures)).flat();
  }

  /** The group is no more: its track ends for all who hear or record it. */
  async drop(groupId: string): Promise<void> {
    const opening = this.#channels.get(groupId);
    this.#channels.delete(groupId);
    const [opened] = await Promise.allSettled([opening]);
    if (opened.status === 'fulfilled') opened.value?.close();
  }

  async close(): Promise<void> {
    await Promise.all([...this.#channels.keys()].map((groupId) => this.drop(groupId)));
  }

  async #offer(groupId: string): Promise<void> {
    const channel = await this.#channels.get(groupId);
    if (channel) await this.#offerOf(groupId, channel);
  }

  /** Names one of the channel's tracks as the one to record, unless the one named before still stands. */
  async #offerOf(groupId: string, channel: TalkChannel): Promise<void> {
    if (!this.dependencies.isRecorded(groupId) || this.#recorded.get(groupId)?.producer.closed === false) return;
    const source = channel.sources()[0];
    if (!source) return;
    const offered: GroupProducer = { groupId, producer: source.producer, router: source.worker.router };
    this.#recorded.set(groupId, offered);
    source.producer.observer.once('close', () => {
      this.#recorded.delete(groupId);
      this.#offer(groupId).catch(() => undefined);
    });
    const ready = Promise.allSettled([...this.#producerListeners].map(async (listener) => listener(offered)));
    await Promise.race([ready, new Promise((resolve) => setTimeout(resolve, RECORDER_READY_MS).unref())]);
  }
}
