import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import {
  DEVICE_SEGMENT_MOST_CHUNKS,
  readDeviceChunk,
  RequestError,
  type deviceRecordingRefusals,
  type DeviceChunkHead,
  type DeviceSegmentEnd,
  type DeviceSegmentReceipt,
} from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { DeviceRecordingsTable, type DeviceRecordingRow } from './DeviceRecordingsTable';
import type { DeviceSpool } from './DeviceSpool';

const NOTHING = '0'.repeat(64);
/** A clock further ahead than this is wrong. */
const CLOCK_AHEAD_MS = 5_000;

export interface DeviceRecordingsDependencies {
  readonly database: Kysely<Schema>;
  readonly spool: DeviceSpool;
  readonly fleet: Pick<Fleet, 'vehicle'>;
  readonly feed: Pick<Feed, 'add'>;
  readonly audit: Pick<Audit, 'write'>;
  /** Where a vehicle belonged at a moment; null where there was no such vehicle. */
  readonly placeAt: (vehicleId: string, at: number) => Promise<string | null>;
  /** The vehicle that a tablet was signed in for at a moment; null for none. */
  readonly vehicleOfTablet: (deviceId: string, at: number) => Promise<string | null>;
  /** True where there is no room for routine. */
  readonly isFull: () => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

export interface IncomingChunk {
  readonly vehicleId: string;
  readonly segmentId: string;
  readonly index: number;
  readonly body: Buffer;
  /** The hash that the terminal keeps beside the chunk. */
  readonly digest: string;
  /** To be added to the terminal's clock. */
  readonly clockOffsetMs: number;
}

/** Takes in what terminals recorded by themselves, chunk by chunk, and says of each chain whether it is whole. */
export class DeviceRecordings {
  readonly #working = new Map<string, Promise<unknown>>();

  constructor(private readonly dependencies: DeviceRecordingsDependencies) {}

  /** Settles once the chunk is on the disk. Throws RequestError, see `deviceRecordingRefusals`. */
  async take(caller: SignedInCaller, incoming: IncomingChunk): Promise<DeviceSegmentReceipt> {
    const { vehicleId, segmentId, index, body, clockOffsetMs } = incoming;
    const head = readDeviceChunk(body)?.head ?? refuse('invalid-input', 'not-a-chunk');
    if (head.segmentId !== segmentId || head.index !== index) refuse('invalid-input', 'other-segment');
    if (head.vehicleId !== vehicleId) refuse('forbidden', 'other-vehicle');
    if (index >= DEVICE_SEGMENT_MOST_CHUNKS) refuse('invalid-input', 'too-many-chunks');
    this.#refuseFuture(head.endedAt + clockOffsetMs);
    await this.#refuseNotItsOwn(caller, head, head.clockOffsetMs ?? clockOffsetMs);
    if (this.dependencies.isFull()) refuse('rate-limited', 'storage-full');
    return await this.#inTurn(segmentId, () => this.#take(caller, head, incoming));
  }

  /** The segment has been handed in. Answers what is here of it; with less than all, the rest is to be sent again. */
  async end(
    { session }: SignedInCaller,
    { vehicleId, segmentId }: Pick<IncomingChunk, 'vehicleId' | 'segmentId'>,
    end: DeviceSegmentEnd,
  ): Promise<DeviceSegmentReceipt> {
    return await this.#inTurn(segmentId, async () => {
      const table = new DeviceRecordingsTable(this.dependencies.database);
      const row = await table.find(segmentId);
      if (!row || row.vehicleId !== vehicleId) return { chunks: 0, complete: false };
      const isOwn = session.vehicleId === vehicleId || session.deviceId === row.deviceId;
      if (!isOwn) refuse('forbidden', 'other-vehicle');
      if (row.chunks < end.chunks) return { chunks: row.chunks, complete: false };
      if (row.state === 'receiving') {
        // What was known while it was recorded is nearer to it; what is measured now says how far that may be off.
        const offset = row.clockOffsetMs ?? end.clockOffsetMs;
        this.#refuseFuture(row.endedAt + offset);
        const uncertainty = end.clockUncertaintyMs + Math.abs(end.clockOffsetMs - offset);
        await table.put({
          ...row,
          clockOffsetMs: offset,
          clockUncertaintyMs: Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(uncertainty)),
          state: 'received',
        });
      }
      return { chunks: row.chunks, complete: true };
    });
  }

  async #take(caller: SignedInCaller, head: DeviceChunkHead, incoming: IncomingChunk): Promise<DeviceSegmentReceipt> {
    const { database, spool } = this.dependencies;
    const table = new DeviceRecordingsTable(database);
    const row = await table.find(head.segmentId);
    if (row && row.vehicleId !== head.vehicleId) refuse('forbidden', 'other-vehicle');
    const chunks = row?.chunks ?? 0;
    const isTaken = head.index < chunks || (row !== null && row.state !== 'receiving');
    if (isTaken || head.index > chunks) return { chunks, complete: false };
    const own = hash('sha256', incoming.body, 'hex');
    const links = (await this.#linkBefore(table, row, head)) && own === incoming.digest;
    const bytes = await spool.append(head.segmentId, row?.bytes ?? 0, incoming.body);
    const next = {
      ...(row ?? (await this.#begin(table, caller, head, incoming.clockOffsetMs))),
      bytes,
      chunks: chunks + 1,
    };
    const isBroken = !links && next.chain !== 'broken';
    const chain = links ? next.chain : 'broken';
    const facts = { chain, lastSequence: head.sequence, chainHead: own, endedAt: Math.ceil(head.endedAt) } as const;
    await table.put({ ...next, ...facts, clockOffsetMs: head.clockOffsetMs ?? next.clockOffsetMs });
    if (isBroken) await this.#tellBroken(caller, next);
    return { chunks: chunks + 1, complete: false };
  }

  /** Whether a chunk names the one before it, as far as that one is known. */
  async #linkBefore(
    table: DeviceRecordingsTable,
    row: DeviceRecordingRow | null,
    { chainId, sequence, previous }: DeviceChunkHead,
  ): Promise<boolean> {
    if (sequence === 0) return row === null && previous === NOTHING;
    if (row) return row.chainId === chainId && row.lastSequence + 1 === sequence && row.chainHead === previous;
    const before = await table.before(chainId, sequence);
    // What the ring had to let go of was never handed in, and nothing can be said of how it was bound.
    if (!before || before.lastSequence + 1 < sequence) return true;
    return before.chainHead === previous;
  }

  async #begin(
    table: DeviceRecordingsTable,
    { session }: SignedInCaller,
    head: DeviceChunkHead,
    clockOffsetMs: number,
  ): Promise<DeviceRecordingRow> {
    const { fleet, placeAt, clock } = this.dependencies;
    const { segmentId, vehicleId, track, cameraView, chainId, sequence } = head;
    const before = sequence === 0 ? null : await table.before(chainId, sequence);
    const recordedAt = head.startedAt + (head.clockOffsetMs ?? clockOffsetMs);
    const placeId = (await placeAt(vehicleId, recordedAt)) ?? fleet.vehicle(vehicleId)?.placeId ?? '';
    const follows = sequence === 0 || before?.lastSequence === sequence - 1;
    return {
      ...{ id: segmentId, vehicleId, placeId },
      ...{ deviceId: session.deviceId, accountId: session.accountId, track, cameraView, chainId },
      ...{ firstSequence: sequence, lastSequence: sequence, chainHead: '', chain: follows ? 'whole' : 'cut' },
      ...{ chunks: 0, bytes: 0, startedAt: Math.floor(head.startedAt), endedAt: Math.ceil(head.endedAt) },
      ...{ clockOffsetMs: null, clockUncertaintyMs: null, state: 'receiving', begunAt: clock() },
    };
  }

  /** It is kept as it is; that it is not what the terminal wrote is said to everyone. */
  async #tellBroken(caller: SignedInCaller, row: DeviceRecordingRow): Promise<void> {
    const { database, feed, audit, fleet, log } = this.dependencies;
    const { id, vehicleId, placeId, cameraView } = row;
    log.error({ segmentId: id, vehicleId }, 'the chain of a recording that a terminal hands in is broken');
    const plate = fleet.vehicle(vehicleId)?.plate ?? vehicleId;
    await audit.write(database, {
      ...{ caller, action: 'recording.chainBroken', placeId, subject: { kind: 'segment', id } },
      details: { vehicle: vehicleId, view: cameraView ?? 'sound' },
    });
    await feed.add({ kind: 'device-chain-broken', placeId, vehicleId, details: { plate, view: cameraView ?? '' } });
  }

  /** A tablet that is in another vehicle now hands in what it recorded while it was in this one. */
  async #refuseNotItsOwn({ session }: SignedInCaller, head: DeviceChunkHead, clockOffsetMs: number): Promise<void> {
    const { deviceId, vehicleId } = session;
    if (vehicleId === head.vehicleId) return;
    for (const at of [head.startedAt, head.endedAt]) {
      // A clock that is a little off may put its first moments before the crew had signed in.
      const then = deviceId && (await this.dependencies.vehicleOfTablet(deviceId, at + clockOffsetMs));
      if (then === head.vehicleId) return;
    }
    refuse('forbidden', 'other-vehicle');
  }

  #refuseFuture(at: number): void {
    if (at > this.dependencies.clock() + CLOCK_AHEAD_MS) refuse('invalid-input', 'time-in-the-future');
  }

  /** One thing at a time for a segment, whoever sends it. */
  #inTurn<Answer>(segmentId: string, work: () => Promise<Answer>): Promise<Answer> {
    const before = this.#working.get(segmentId) ?? Promise.resolve();
    const done = before.then(work, work);
    this.#working.set(segmentId, done);
    void done
      .catch(() => undefined)
      .finally(() => this.#working.get(segmentId) === done && this.#working.delete(segmentId));
    return done;
  }
}

function refuse(
  code: 'invalid-input' | 'forbidden' | 'rate-limited',
  why: (typeof deviceRecordingRefusals)[number],
): never {
  throw new RequestError(code, why);
}
