import type { Logger } from 'pino';
import { RequestError, type Consumption } from '@protocol';
import type { MediaClients } from '../media/MediaClients';
import type { TalkChannel } from '../media/TalkChannel';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';

export interface GroupListenersDependencies {
  clients: MediaClients;
  connections: Pick<Connections, 'onClosed'>;
  log: Logger;
}

/** Who listens to which group, by which consumer. */
export class GroupListeners {
  /** Connection, then group, to consumer. */
  readonly #consumers = new Map<string, Map<string, string>>();

  constructor(private readonly dependencies: GroupListenersDependencies) {
    dependencies.connections.onClosed(({ connectionId }) => this.#consumers.delete(connectionId));
  }

  /** Joined again, the older consumer is closed. Stands where the connection receives already, if it does anywhere. */
  async join(
    caller: SignedInCaller,
    groupId: string,
    channel: TalkChannel,
    isSpeaking: () => boolean,
  ): Promise<Consumption> {
    const client = this.dependencies.clients.of(caller);
    const sources = channel.sources();
    const source = sources.find(({ worker }) => client.receivesFrom(worker)) ?? lightest(sources);
    if (!source) throw new RequestError('conflict', 'the media workers are just being replaced');
    const consumption = await client.consume(source, {
      permission: 'voice.listen',
      subjects: [{ kind: 'group', id: groupId }],
    });
    const joined = this.#consumers.get(caller.connectionId) ?? new Map<string, string>();
    this.#consumers.set(caller.connectionId, joined);
    const older = joined.get(groupId);
    if (older !== undefined) client.closeMedia(older);
    joined.set(groupId, consumption.consumerId);
    if (isSpeaking()) await client.hold(consumption.consumerId, true);
    return consumption;
  }

  /** A listener who speaks into the group does not hear himself. */
  hold(connectionId: string, groupId: string, held: boolean): void {
    const consumerId = this.#consumers.get(connectionId)?.get(groupId);
    const client = this.dependencies.clients.existing(connectionId);
    if (consumerId === undefined || !client) return;
    client
      .hold(consumerId, held)
      .catch((error: unknown) =>
        this.dependencies.log.warn({ err: error, connectionId }, 'a listener was not held back'),
      );
  }
}

function lightest<Choice extends { worker: { consumers: number } }>(choices: readonly Choice[]): Choice | undefined {
  return [...choices].sort((one, other) => one.worker.consumers - other.worker.consumers)[0];
}
