import type { Logger } from 'pino';
import { RequestError, type Consumption } from '@protocol';
import type { MediaClients } from '../media/MediaClients';
import type { ForwardedCount } from '../media/MediaClient';
import type { TalkChannel } from '../media/TalkChannel';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';

export interface GroupListenersDependencies {
  clients: MediaClients;
  connections: Pick<Connections, 'onClosed'>;
  log: Logger;
  clock: () => number;
}

/** One who listens to a group now. */
export interface GroupListener {
  readonly connectionId: string;
  readonly caller: SignedInCaller;
  /** What was forwarded to him so far; null once his consumer is gone. */
  forwarded(): Promise<ForwardedCount | null>;
}

interface Joined {
  readonly caller: SignedInCaller;
  readonly consumerId: string;
  readonly at: number;
}

/** A page gives an answer up after so long, and joins again. */
const ANSWER_LOST_AFTER_MS = 10_000;

/** Who listens to which group, by which consumer. */
export class GroupListeners {
  /** Group, then connection. */
  readonly #joined = new Map<string, Map<string, Joined>>();

  constructor(private readonly dependencies: GroupListenersDependencies) {
    dependencies.connections.onClosed(({ connectionId }) =>
      this.#joined.forEach((listeners) => listeners.delete(connectionId)),
    );
  }

  of(groupId: string): readonly GroupListener[] {
    return [...(this.#joined.get(groupId) ?? [])].map(([connectionId, { caller, consumerId }]) => ({
      connectionId,
      caller,
      forwarded: async () => (await this.dependencies.clients.existing(connectionId)?.forwarded(consumerId)) ?? null,
    }));
  }

  /**
   * Refused with `conflict` where the caller has joined a moment ago; after ten seconds the answer was lost, and the older
   * consumer is closed. Stands where the connection receives already, if it does anywhere.
   */
  async join(
    caller: SignedInCaller,
    groupId: string,
    channel: TalkChannel,
    isSpeaking: () => boolean,
  ): Promise<Consumption> {
    const { clients, clock } = this.dependencies;
    const client = clients.of(caller);
    const sources = channel.sources();
    const source = sources.find(({ worker }) => client.hears(worker)) ?? lightest(sources);
    if (!source) throw new RequestError('conflict', 'the media workers are just being replaced');
    const consumption = await client.consume(source, {
      permission: 'voice.listen',
      subjects: [{ kind: 'group', id: groupId }],
    });
    const { consumerId } = consumption;
    const listeners = this.#joined.get(groupId) ?? new Map<string, Joined>();
    this.#joined.set(groupId, listeners);
    const older = listeners.get(caller.connectionId);
    if (older && client.owns(older.consumerId)) {
      const isJoined = clock() - older.at < ANSWER_LOST_AFTER_MS;
      client.closeMedia(isJoined ? consumerId : older.consumerId);
      if (isJoined) throw new RequestError('conflict', 'this group is joined already');
    }
    listeners.set(caller.connectionId, { caller, consumerId, at: clock() });
    if (isSpeaking()) await client.hold(consumerId, true);
    return consumption;
  }

  /** He hears the group no more. */
  drop(connectionId: string, groupId: string): void {
    const listener = this.#joined.get(groupId)?.get(connectionId);
    this.#joined.get(groupId)?.delete(connectionId);
    if (listener) this.dependencies.clients.existing(connectionId)?.closeMedia(listener.consumerId);
  }

  /** The group is no more. */
  dropAll(groupId: string): void {
    this.of(groupId).forEach(({ connectionId }) => this.drop(connectionId, groupId));
    this.#joined.delete(groupId);
  }

  /** A listener who speaks into the group does not hear himself. */
  hold(connectionId: string, groupId: string, held: boolean): void {
    const listener = this.#joined.get(groupId)?.get(connectionId);
    const client = this.dependencies.clients.existing(connectionId);
    if (!listener || !client) return;
    client
      .hold(listener.consumerId, held)
      .catch((error: unknown) =>
        this.dependencies.log.warn({ err: error, connectionId }, 'a listener was not held back'),
      );
  }
}

function lightest<Choice extends { worker: { consumers: number } }>(choices: readonly Choice[]): Choice | undefined {
  return [...choices].sort((one, other) => one.worker.consumers - other.worker.consumers)[0];
}
