import type { Logger } from 'pino';
import type { Feed } from '../feed/Feed';
import type { Access } from '../people/Access';
import type { RightsWatch } from '../people/RightsWatch';
import type { Announcer } from '../wire/Announcer';
import type { Connections } from '../wire/Connections';
import { MediaClients } from './MediaClients';
import type { MediaWorkers } from './MediaWorkers';

export interface MediaHubDependencies {
  /** Closed by the hub. */
  workers: MediaWorkers;
  connections: Pick<Connections, 'onClosed'>;
  access: Pick<Access, 'registerLocator' | 'places'>;
  rights: Pick<RightsWatch, 'watch'>;
  announcer: Announcer;
  feed: Pick<Feed, 'add'>;
  log: Logger;
}

/** The workers and what each connection has on them. */
export class MediaHub {
  private constructor(
    readonly workers: MediaWorkers,
    readonly clients: MediaClients,
  ) {}

  static create(dependencies: MediaHubDependencies): MediaHub {
    const { workers, connections, access, rights, announcer, feed, log } = dependencies;
    const clients = MediaClients.create({ workers, connections, rights, announcer });
    access.registerLocator('media', (mediaId, caller) => clients.locate(mediaId, caller));
    workers.onDied(() => {
      const root = access.places().find(({ parentId }) => parentId === null);
      if (!root) return;
      feed
        .add({ kind: 'media-worker-died', placeId: root.id, vehicleId: null, details: {} })
        .catch((error: unknown) => log.error({ err: error }, 'a line of the feed was lost'));
    });
    return new MediaHub(workers, clients);
  }

  close(): void {
    this.clients.close();
    this.workers.close();
  }
}
