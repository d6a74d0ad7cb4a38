import type { EventPayload } from '@protocol';
import type { Location } from '../people/Location';
import type { RightsWatch } from '../people/RightsWatch';
import type { Announcer } from '../wire/Announcer';
import type { Caller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import { MediaClient } from './MediaClient';
import type { MediaWorkers } from './MediaWorkers';

export interface MediaClientsDependencies {
  workers: MediaWorkers;
  connections: Pick<Connections, 'onClosed'>;
  rights: Pick<RightsWatch, 'watch'>;
  announcer: Announcer;
}

/** The media of every connection. */
export class MediaClients {
  readonly #clients = new Map<string, MediaClient>();

  private constructor(private readonly dependencies: MediaClientsDependencies) {}

  static create(dependencies: MediaClientsDependencies): MediaClients {
    const clients = new MediaClients(dependencies);
    dependencies.connections.onClosed(({ connectionId }) => clients.#close(connectionId));
    dependencies.workers.onDied((worker) => clients.#clients.forEach((client) => client.workerDied(worker)));
    return clients;
  }

  /** The media of a connection; made at its first use. */
  of({ connectionId }: Caller): MediaClient {
    const existing = this.#clients.get(connectionId);
    if (existing) return existing;
    const { workers, rights, announcer } = this.dependencies;
    const client = new MediaClient(connectionId, {
      workers,
      rights,
      tell: {
        consumerClosed: (payload: EventPayload<'media:consumerClosed'>) =>
          announcer.tell(connectionId, 'media:consumerClosed', payload),
        transportClosed: (payload: EventPayload<'media:transportClosed'>) =>
          announcer.tell(connectionId, 'media:transportClosed', payload),
      },
    });
    this.#clients.set(connectionId, client);
    return client;
  }

  /** The media of a connection, if it has ever used any and is still there. */
  existing(connectionId: string): MediaClient | null {
    return this.#clients.get(connectionId) ?? null;
  }

  /** Closes a producer of any connection; one that is gone already is no error. */
  closeProducer(connectionId: string, producerId: string): void {
    this.#clients.get(connectionId)?.closeMedia(producerId);
  }

  /** Where a transport, producer or consumer stands: nowhere in the organisation, and only for its owner at all. */
  locate(mediaId: string, caller: Caller | null): Location | null {
    if (!caller || !this.#clients.get(caller.connectionId)?.owns(mediaId)) return null;
    const vehicleId = caller.session?.vehicleId ?? null;
    return { placeId: null, vehicleIds: vehicleId === null ? [] : [vehicleId] };
  }

  close(): void {
    [...this.#clients.keys()].forEach((connectionId) => this.#close(connectionId));
  }

  #close(connectionId: string): void {
    this.#clients.get(connectionId)?.close();
    this.#clients.delete(connectionId);
  }
}
