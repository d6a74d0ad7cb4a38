import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import type { DeviceSegmentImport } from '../recorder/importDeviceSegment';
import { DeviceRecordingsTable, type DeviceRecordingRow } from './DeviceRecordingsTable';
import type { DeviceSpool } from './DeviceSpool';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';
import { uncoveredPart } from './uncoveredPart';

const LOOK_EVERY_MS = 1_000;
const MOST_AT_ONCE = 20;
/** Until then the index has been told of everything that was recorded live meanwhile. */
const SETTLED_AFTER_MS = 4_000;
/** A recorder that has not written it by then is asked again. */
const ASK_AGAIN_MS = 20_000;
/** What the recorder could not write so often cannot be read. */
const MOST_TRIES = 5;
/** A terminal hands in a few seconds of its recording each second. */
const QUIET_MS = 10_000;

export interface DeviceBackfillDependencies {
  readonly database: Kysely<Schema>;
  readonly spool: DeviceSpool;
  readonly fleet: Pick<Fleet, 'vehicle'>;
  readonly feed: Pick<Feed, 'add'>;
  /** Has the recorder write it; false while none is there. */
  readonly importSegment: (order: DeviceSegmentImport) => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Makes segments of what terminals have handed in: the part that was not recorded live goes to the recorder, which
 * writes it and tells of it in its journal like of any other. What it has been asked for is looked for in the index.
 */
export class DeviceBackfill {
  readonly #asked = new Map<string, { at: number; tries: number }>();
  /** Of each vehicle whose recordings came into the index and that is not told of yet: what they span. */
  readonly #untold = new Map<string, { placeId: string; from: number; to: number; since: number }>();
  readonly #timer: NodeJS.Timeout;
  #running: Promise<void> = Promise.resolve();
  #busy = false;

  private constructor(private readonly dependencies: DeviceBackfillDependencies) {
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS);
  }

  static create(dependencies: DeviceBackfillDependencies): DeviceBackfill {
    return new DeviceBackfill(dependencies);
  }

  /** Goes on with whatever waits; settles once that has been asked for or found. */
  look(): Promise<void> {
    if (this.#busy) return this.#running;
    this.#busy = true;
    this.#running = this.#lookAll()
      .catch((error: unknown) => this.dependencies.log.error({ err: error }, 'what a terminal handed in waits still'))
      .finally(() => (this.#busy = false));
    return this.#running;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running;
  }

  async #lookAll(): Promise<void> {
    const { database } = this.dependencies;
    for (const row of await new DeviceRecordingsTable(database).received(MOST_AT_ONCE)) await this.#advance(row);
    await this.#tell();
  }

  /** One line of the feed for what a vehicle hands in after one outage, once nothing more has come for a while. */
  async #tell(): Promise<void> {
    const { fleet, feed, clock } = this.dependencies;
    for (const [vehicleId, { placeId, from, to, since }] of this.#untold) {
      if (clock() - since < QUIET_MS) continue;
      this.#untold.delete(vehicleId);
      const plate = fleet.vehicle(vehicleId)?.plate ?? vehicleId;
      const seconds = Math.round((to - from) / 1000);
      await feed.add({ kind: 'recording-backfilled', placeId, vehicleId, details: { plate, seconds } });
    }
  }

  async #advance(row: DeviceRecordingRow): Promise<void> {
    const { database, spool, importSegment, log, clock } = this.dependencies;
    const table = new DeviceRecordingsTable(database);
    const found = await new SegmentsTable(database).find(row.id);
    if (found) {
      if (found.state === 'open') return;
      this.#remember(row, found);
      return await this.#finish(row, 'stored');
    }
    const offsetMs = row.clockOffsetMs ?? 0;
    const span = { startedAt: Math.floor(row.startedAt + offsetMs), endedAt: Math.ceil(row.endedAt + offsetMs) };
    const asked = this.#asked.get(row.id);
    if (clock() < span.endedAt + SETTLED_AFTER_MS || (asked && clock() - asked.at < ASK_AGAIN_MS)) return;
    if (asked && asked.tries >= MOST_TRIES) {
      log.error({ segmentId: row.id, file: spool.fileOf(row.id) }, 'what a terminal handed in cannot be written');
      return await table.setState(row.id, 'unreadable');
    }
    const part = uncoveredPart(span, await table.liveSpans(row, span.startedAt, span.endedAt));
    if (!part) return await this.#finish(row, 'covered');
    const { vehicleId, placeId, track, cameraView, deviceId, chainId, chainHead, chain } = row;
    const isAsked = importSegment({
      ...{ type: 'import-device-segment', segmentId: row.id, file: spool.fileOf(row.id) },
      ...{ track: { vehicleId, placeId, track, cameraView, groupId: null } },
      ...{ from: Math.max(0, part.from), to: Math.max(0, part.to) },
      ...{ clock: { offsetMs, uncertaintyMs: row.clockUncertaintyMs ?? 0 } },
      device: { deviceId, chainId, chainHead, chain, firstSequence: row.firstSequence, lastSequence: row.lastSequence },
    });
    if (isAsked) this.#asked.set(row.id, { at: clock(), tries: (asked?.tries ?? 0) + 1 });
  }

  #remember({ vehicleId, placeId }: DeviceRecordingRow, { startedAt, endedAt }: SegmentRow): void {
    const before = this.#untold.get(vehicleId);
    const from = Math.min(before?.from ?? startedAt, startedAt);
    const to = Math.max(before?.to ?? endedAt, endedAt);
    this.#untold.set(vehicleId, { placeId, from, to, since: this.dependencies.clock() });
  }

  async #finish(row: DeviceRecordingRow, state: 'stored' | 'covered'): Promise<void> {
    const { database, spool } = this.dependencies;
    await new DeviceRecordingsTable(database).setState(row.id, state);
    await spool.remove(row.id);
    this.#asked.delete(row.id);
  }
}
