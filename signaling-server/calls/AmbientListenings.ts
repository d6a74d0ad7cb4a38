import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type AmbientListening, type Consumption } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Fleet } from '../fleet/Fleet';
import type { MediaClients } from '../media/MediaClients';
import type { Schema } from '../persistence/schema';
import type { Cameras } from '../video/Cameras';
import { trackKey } from '../video/Track';
import type { SignedInCaller } from '../wire/Caller';
import { AmbientListeningsTable, type AmbientListeningRow } from './AmbientListeningsTable';
import { Turns } from './Turns';

/** How long the crew's record shows a listening. */
const SHOWN_MS = 30 * 24 * 60 * 60 * 1_000;

export interface AmbientListeningsDependencies {
  database: Kysely<Schema>;
  clients: Pick<MediaClients, 'of'>;
  cameras: Pick<Cameras, 'producersOf'>;
  fleet: Pick<Fleet, 'vehicle'>;
  audit: Pick<Audit, 'write'>;
  log: Logger;
  clock: () => number;
}

interface Running {
  readonly row: AmbientListeningRow;
  readonly consumerId: string;
  readonly caller: SignedInCaller;
}

/**
 * Listening to what a vehicle's microphone hears without its crew being told: the reason and the audit row are stored
 * before there is any sound. It lasts as long as its consumer, and the crew finds it in its record once it is over.
 */
export class AmbientListenings {
  readonly #running = new Map<string, Running>();
  /** So that an end is stored after its beginning. */
  readonly #turns = new Turns();

  private constructor(private readonly dependencies: AmbientListeningsDependencies) {}

  /** Ends what a dead server left running. */
  static async create(dependencies: AmbientListeningsDependencies): Promise<AmbientListenings> {
    const listenings = new AmbientListenings(dependencies);
    for (const row of await new AmbientListeningsTable(dependencies.database).leftOpen()) {
      await listenings.#storeEnd(null, { ...row, endedAt: dependencies.clock() });
    }
    return listenings;
  }

  /** Refused with `conflict` while the vehicle sends no sound or the caller listens to it already. */
  async begin(
    caller: SignedInCaller,
    { vehicleId, reason }: { vehicleId: string; reason: string },
  ): Promise<{ listening: AmbientListening; consumption: Consumption }> {
    const { cameras, clients, clock, fleet } = this.dependencies;
    const track = cameras.producersOf().get(trackKey(vehicleId, { track: 'evidence-sound' }));
    if (!track || track.producer.closed) throw new RequestError('conflict', 'the vehicle sends no sound now');
    const { accountId, name: listenerName } = caller.session;
    const again = [...this.#running.values()].some(
      (one) => one.row.vehicleId === vehicleId && one.caller.connectionId === caller.connectionId,
    );
    if (again) throw new RequestError('conflict', 'already listening to this vehicle');
    const row: AmbientListeningRow = {
      ...{ id: randomUUID(), vehicleId, placeId: fleet.vehicle(vehicleId)?.placeId ?? '' },
      ...{ accountId, listenerName, reason, startedAt: clock(), endedAt: null },
    };
    await this.#turns.take(() => this.#storeBegin(caller, row));
    let isClosed = false;
    try {
      const consumption = await clients.of(caller).consume(track, {
        permission: 'calls.listenAmbient',
        subjects: [{ kind: 'vehicle', id: vehicleId }],
        onClosed: () => {
          isClosed = true;
          this.#consumerClosed(row.id);
        },
      });
      this.#running.set(row.id, { row, consumerId: consumption.consumerId, caller });
      if (isClosed) this.#consumerClosed(row.id);
      return { listening: listeningOf(row), consumption };
    } catch (error) {
      await this.#turns.take(() => this.#storeEnd(caller, { ...row, endedAt: clock() }));
      throw error;
    }
  }

  /** Asked again it answers the same. Refused with `not-found` for a listening of another person. */
  async end({ session }: SignedInCaller, listeningId: string): Promise<AmbientListening> {
    const running = this.#running.get(listeningId);
    if (running?.row.accountId === session.accountId) {
      this.dependencies.clients.of(running.caller).closeMedia(running.consumerId);
      this.#consumerClosed(listeningId);
    }
    await this.#turns.settle();
    const row = await new AmbientListeningsTable(this.dependencies.database).find(listeningId);
    if (row?.accountId !== session.accountId) throw new RequestError('not-found', 'there is no such listening');
    return listeningOf(row);
  }

  /** What a vehicle's crew finds in its record: only what is over, newest first. */
  async ofVehicle(vehicleId: string): Promise<AmbientListening[]> {
    const after = this.dependencies.clock() - SHOWN_MS;
    const rows = await new AmbientListeningsTable(this.dependencies.database).endedOf(vehicleId, after);
    return rows.map(listeningOf);
  }

  /** Ends what runs, because the server stops, and settles once that is stored. */
  async close(): Promise<void> {
    [...this.#running.keys()].forEach((listeningId) => this.#consumerClosed(listeningId));
    await this.#turns.settle();
  }

  /** By the listener, with his line or his right, or because the vehicle's sound ended. */
  #consumerClosed(listeningId: string): void {
    const running = this.#running.get(listeningId);
    if (!running) return;
    this.#running.delete(listeningId);
    const row = { ...running.row, endedAt: this.dependencies.clock() };
    this.#turns
      .take(() => this.#storeEnd(running.caller, row))
      .catch((error: unknown) =>
        this.dependencies.log.error({ err: error, listeningId }, 'the end of a listening was not written'),
      );
  }

  async #storeBegin(caller: SignedInCaller, row: AmbientListeningRow): Promise<void> {
    const { database, audit } = this.dependencies;
    await database.transaction().execute(async (transaction) => {
      await new AmbientListeningsTable(transaction).begin(row);
      await audit.write(transaction, {
        ...{ caller, action: 'calls.listenAmbient', ...describe(row) },
        details: { listening: row.id, reason: row.reason },
      });
    });
  }

  /** `caller` is null for what a dead server left. */
  async #storeEnd(caller: SignedInCaller | null, row: AmbientListeningRow): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const endedAt = row.endedAt ?? clock();
    await database.transaction().execute(async (transaction) => {
      await new AmbientListeningsTable(transaction).end(row.id, endedAt);
      await audit.write(transaction, {
        ...{ caller, action: 'calls.endAmbient', ...describe(row) },
        details: { listening: row.id, seconds: Math.round((endedAt - row.startedAt) / 1_000) },
      });
    });
  }
}

function listeningOf({
  id,
  vehicleId,
  listenerName,
  reason,
  startedAt,
  endedAt,
}: AmbientListeningRow): AmbientListening {
  return { id, vehicleId, listenerName, reason, startedAt, endedAt };
}

function describe({ vehicleId, placeId }: AmbientListeningRow): {
  subject: { kind: string; id: string };
  placeId: string;
} {
  return { subject: { kind: 'vehicle', id: vehicleId }, placeId };
}
