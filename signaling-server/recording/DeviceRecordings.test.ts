import { hash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { writeDeviceChunk, type DeviceChunkHead } from '@protocol';
import { Audit } from '../audit/Audit';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { DeviceSegmentImport } from '../recorder/importDeviceSegment';
import { deviceChunksOf } from '../recorder/deviceSegmentFrames';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { SignedInCaller } from '../wire/Caller';
import { DeviceBackfill } from './DeviceBackfill';
import { DeviceRecordings, type IncomingChunk } from './DeviceRecordings';
import { DeviceRecordingsTable } from './DeviceRecordingsTable';
import { DeviceSpool } from './DeviceSpool';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const NOW = 1_000_000;
/** Until then the vehicles belonged to another place, and the tablet was in another vehicle. */
const MOVED_AT = 50_000;
const CHANGED_AT = 800_000;
const NOTHING = '0'.repeat(64);
const log = pino({ level: 'silent' });
const caller: SignedInCaller = {
  connectionId: 'http:1',
  address: '::1',
  session: {
    ...{ id: 's', accountId: 'zhang', name: '张', vehicleId: 'car', deviceId: 'PAD', expiresAt: 1 },
    grants: [],
  },
};

interface Chunk {
  readonly head: DeviceChunkHead;
  readonly body: Buffer;
  readonly digest: string;
}

describe('what a terminal hands in', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-hand-in-'));
  let databases: Databases;
  let spool: DeviceSpool;
  let recordings: DeviceRecordings;
  let now = NOW;
  let full = false;
  const told: string[] = [];
  const fleet = { vehicle: () => ({ placeId: 'east', plate: '鄂A·1' }) as never };
  const feed = { add: ({ kind }: { kind: string }) => Promise.resolve(void told.push(kind)) };

  beforeAll(async () => {
    databases = await openEmptyDatabases(folder);
    const stay = (vehicleId: string, placeId: string, since: number) => ({ vehicleId, placeId, since });
    await databases.main
      .insertInto('vehiclePlaces')
      .values(['car', 'old-car'].flatMap((id) => [stay(id, 'west', 0), stay(id, 'east', MOVED_AT)]))
      .execute();
    spool = await DeviceSpool.create(join(folder, 'spool'));
    recordings = new DeviceRecordings({
      ...{ database: databases.main, spool, fleet, feed, audit: new Audit(() => now), log },
      ...{ isFull: () => full, clock: () => now },
      placeAt: (vehicleId, at) => new VehicleStaysTable(databases.main).placeAt(vehicleId, at),
      vehicleOfTablet: (deviceId, at) => Promise.resolve(deviceId === 'PAD' && at < CHANGED_AT ? 'old-car' : 'car'),
    });
  }, 120_000);
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);
  beforeEach(() => {
    told.length = 0;
    full = false;
    now = NOW;
  });

  /** Chunks of a second each, bound to one another, in one segment. */
  function chain(
    count: number,
    { startedAt = 900_000, more = {} }: { startedAt?: number; more?: Partial<DeviceChunkHead> } = {},
  ): Chunk[] {
    const [segmentId, chainId] = [randomUUID(), randomUUID()];
    const chunks: Chunk[] = [];
    for (let index = 0; index < count; index += 1) {
      const begin = startedAt + index * 1_000;
      const head: DeviceChunkHead = {
        ...{ version: 1, segmentId, index, chainId, sequence: index, previous: chunks.at(-1)?.digest ?? NOTHING },
        ...{ vehicleId: 'car', track: 'evidence-sound', cameraView: null, codec: 'audio/opus', channels: 1 },
        ...{ configuration: '', startedAt: begin, endedAt: begin + 1_000, clockOffsetMs: null, frames: [[0, 3, 1]] },
        ...more,
      };
      chunks.push(sealed(head, new Uint8Array([index, 1, 2])));
    }
    return chunks;
  }
  function sealed(head: DeviceChunkHead, frame: Uint8Array): Chunk {
    const body = Buffer.from(writeDeviceChunk({ head, frames: [frame] }));
    return { head, body, digest: hash('sha256', body, 'hex') };
  }
  const take = ({ head, body, digest }: Chunk, more: object = {}) =>
    recordings.take(caller, {
      ...{ vehicleId: 'car', segmentId: head.segmentId, index: head.index, body, digest, clockOffsetMs: 0 },
      ...more,
    });
  const end = ({ head: { segmentId } }: Chunk, chunks: number, clockOffsetMs = 0) =>
    recordings.end(caller, { vehicleId: 'car', segmentId }, { chunks, clockOffsetMs, clockUncertaintyMs: 3 });
  const rowOf = ({ head }: Chunk) => new DeviceRecordingsTable(databases.main).find(head.segmentId);

  it('is kept chunk by chunk in order, and once', async () => {
    const chunks = chain(3);
    const [first, second, third] = chunks as [Chunk, Chunk, Chunk];
    expect(await take(first)).toEqual({ chunks: 1, complete: false });
    expect(await take(third)).toEqual({ chunks: 1, complete: false });
    expect(await take(second)).toEqual({ chunks: 2, complete: false });
    expect(await take(first)).toEqual({ chunks: 2, complete: false });
    expect(await end(first, 3)).toEqual({ chunks: 2, complete: false });
    await take(third);
    expect(await end(first, 3)).toEqual({ chunks: 3, complete: true });
    expect(await end(first, 3)).toEqual({ chunks: 3, complete: true });
    const file = readFileSync(spool.fileOf(first.head.segmentId));
    expect(deviceChunksOf(file).map(({ head }) => head.index)).toEqual([0, 1, 2]);
    expect(await rowOf(first)).toMatchObject({ chain: 'whole', state: 'received', placeId: 'east', deviceId: 'PAD' });
    expect((await rowOf(first))?.chainHead).toBe(third.digest);
    expect(told).toEqual([]);
  });

  it('goes on after a death that left half a chunk behind', async () => {
    const [first, second] = chain(2) as [Chunk, Chunk];
    await take(first);
    const { bytes } = (await rowOf(first))!;
    await spool.append(first.head.segmentId, bytes, Buffer.from('half of it'));
    await take(second);
    expect(deviceChunksOf(readFileSync(spool.fileOf(first.head.segmentId)))).toHaveLength(2);
  });

  it('is kept and marked, and told of once, where a chunk is not the one that its hash is of', async () => {
    const [first, second, third] = chain(3) as [Chunk, Chunk, Chunk];
    await take(first);
    const forged = Buffer.from(second.body);
    forged[forged.length - 1] = 99;
    await take({ ...second, body: forged });
    await take(third);
    expect(await end(first, 3)).toMatchObject({ complete: true });
    expect(await rowOf(first)).toMatchObject({ chain: 'broken', chunks: 3 });
    expect(told).toEqual(['device-chain-broken']);
  });

  it('is marked where a chunk was written anew, so that the next one names another', async () => {
    const [first, second, third] = chain(3) as [Chunk, Chunk, Chunk];
    await take(first);
    await take(sealed(second.head, new Uint8Array([9, 9, 9])));
    await take(third);
    expect(await rowOf(first)).toMatchObject({ chain: 'broken' });
  });

  it('is known as cut where the tablet had no room for what came before, and is not taken for broken', async () => {
    const [, , third] = chain(3) as [Chunk, Chunk, Chunk];
    const later = { ...third.head, index: 0 };
    await take(sealed(later, new Uint8Array([1, 2, 3])));
    expect(await rowOf(third)).toMatchObject({ chain: 'cut' });
    expect(told).toEqual([]);
  });

  it('is bound to the file before it in the same chain', async () => {
    const [first] = chain(1) as [Chunk];
    await take(first);
    const next = { ...first.head, segmentId: randomUUID(), sequence: 1 };
    const right = sealed({ ...next, previous: first.digest }, new Uint8Array([1, 2, 3]));
    await take(right);
    expect(await rowOf(right)).toMatchObject({ chain: 'whole' });
    const wrong = sealed({ ...next, segmentId: randomUUID() }, new Uint8Array([1, 2, 3]));
    await take(wrong);
    expect(await rowOf(wrong)).toMatchObject({ chain: 'broken' });
  });

  it('is refused where it is another vehicle’s', async () => {
    const [other] = chain(1, { more: { vehicleId: 'other-car' } }) as [Chunk];
    await expect(take(other)).rejects.toMatchObject({ code: 'forbidden', message: 'other-vehicle' });
    const [own, next] = chain(2) as [Chunk, Chunk];
    await take(own);
    const theirs = sealed({ ...next.head, vehicleId: 'other-car' }, new Uint8Array([1, 2, 3]));
    await expect(take(theirs, { vehicleId: 'other-car' })).rejects.toMatchObject({ message: 'other-vehicle' });
    expect(
      await recordings.end(
        caller,
        { vehicleId: 'other-car', segmentId: own.head.segmentId },
        { chunks: 1, clockOffsetMs: 0, clockUncertaintyMs: 0 },
      ),
    ).toEqual({ chunks: 0, complete: false });
  });

  it('is taken under the vehicle that the tablet was in then, and the place of that one then', async () => {
    const old = { vehicleId: 'old-car' };
    const [chunk] = chain(1, { startedAt: 40_000.25, more: old }) as [Chunk];
    await take(chunk, old);
    const { segmentId } = chunk.head;
    const whole = { chunks: 1, clockOffsetMs: 0, clockUncertaintyMs: 0 };
    expect(await recordings.end(caller, { ...old, segmentId }, whole)).toEqual({ chunks: 1, complete: true });
    expect(await rowOf(chunk)).toMatchObject({ vehicleId: 'old-car', placeId: 'west', deviceId: 'PAD' });
    const [later] = chain(1, { startedAt: CHANGED_AT - 10_000, more: old }) as [Chunk];
    await take(later, old);
    expect(await rowOf(later)).toMatchObject({ vehicleId: 'old-car', placeId: 'east' });
  });

  it('is refused under a vehicle that the tablet had left, by whatever clock it is told, and to another tablet', async () => {
    const old = { vehicleId: 'old-car' };
    const refused = { code: 'forbidden', message: 'other-vehicle' };
    const [after] = chain(1, { startedAt: CHANGED_AT, more: old }) as [Chunk];
    await expect(take(after, old)).rejects.toMatchObject(refused);
    const [before] = chain(1, { startedAt: CHANGED_AT - 10_000, more: old }) as [Chunk];
    await expect(take(before, { ...old, clockOffsetMs: 60_000 })).rejects.toMatchObject(refused);
    const elsewhere = { ...caller, session: { ...caller.session, deviceId: 'OTHER-PAD' } };
    const { head, body, digest } = before;
    const incoming = { ...old, segmentId: head.segmentId, index: 0, body, digest, clockOffsetMs: 0 };
    await expect(recordings.take(elsewhere, incoming)).rejects.toMatchObject(refused);
    await take(before, old);
    const whole = { chunks: 1, clockOffsetMs: 0, clockUncertaintyMs: 0 };
    const ended = recordings.end(elsewhere, { ...old, segmentId: head.segmentId }, whole);
    await expect(ended).rejects.toMatchObject(refused);
  });

  it.each<[string, Partial<IncomingChunk> & { more?: Buffer }, string]>([
    ['is no chunk', { body: Buffer.from('nonsense') }, 'not-a-chunk'],
    ['is a chunk with something behind it', { more: Buffer.from('x') }, 'not-a-chunk'],
    ['is of another segment', { segmentId: randomUUID() }, 'other-segment'],
    ['has another place', { index: 5 }, 'other-segment'],
    ['comes from the future', { clockOffsetMs: 200_000 }, 'time-in-the-future'],
  ])('is refused where it %s', async (_, { more, ...part }, message) => {
    const [chunk] = chain(1) as [Chunk];
    const changed = more ? { body: Buffer.concat([chunk.body, more]) } : part;
    await expect(take(chunk, changed)).rejects.toMatchObject({ code: 'invalid-input', message });
    expect(await rowOf(chunk)).toBeNull();
  });

  it('is refused at its end where the clock that the terminal then tells would put it into the future', async () => {
    const [chunk] = chain(1) as [Chunk];
    await take(chunk);
    await expect(end(chunk, 1, 200_000)).rejects.toMatchObject({ message: 'time-in-the-future' });
    expect(await rowOf(chunk)).toMatchObject({ state: 'receiving' });
  });

  it('waits on the tablet while there is no room', async () => {
    full = true;
    const [chunk] = chain(1) as [Chunk];
    await expect(take(chunk)).rejects.toMatchObject({ code: 'rate-limited', message: 'storage-full' });
  });

  it('is put on the clock that was known while it was recorded; what is measured later says how far that is off', async () => {
    const [chunk] = chain(1, { more: { clockOffsetMs: 40 } }) as [Chunk];
    await take(chunk);
    await end(chunk, 1, 65);
    expect(await rowOf(chunk)).toMatchObject({ clockOffsetMs: 40, clockUncertaintyMs: 28 });
  });

  describe('and what becomes of it', () => {
    const orders: DeviceSegmentImport[] = [];
    let present = true;
    let backfill: DeviceBackfill;
    beforeAll(() => {
      backfill = DeviceBackfill.create({
        ...{ database: databases.main, spool, fleet, feed, log, clock: () => now },
        importSegment: (order) => {
          if (present) orders.push(order);
          return present;
        },
      });
    });
    afterAll(() => backfill.close());
    beforeEach(async () => {
      await databases.main.deleteFrom('deviceRecordings').execute();
      orders.length = 0;
      present = true;
    });
    const segment = (id: string, startedAt: number, endedAt: number, more: Partial<SegmentRow> = {}): SegmentRow => ({
      ...{ id, vehicleId: 'car', placeId: 'east', track: 'evidence-sound', cameraView: null, groupId: null },
      ...{ burstId: null, source: 'live', path: id, mimeType: 'audio/mp4', startedAt, endedAt, state: 'closed' },
      ...{ bytes: 10, initBytes: 1, keyOffset: null, keyBytes: null, keyAt: null, damages: [], capturedAt: null },
      ...{ captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
      ...more,
    });
    async function handedIn(startedAt: number): Promise<Chunk> {
      const chunks = chain(10, { startedAt });
      for (const chunk of chunks) await take(chunk);
      await end(chunks[0]!, 10);
      return chunks[0]!;
    }

    it('goes to the recorder as far as it was not recorded live, and is let go of once it is in the index', async () => {
      const first = await handedIn(100_000);
      await new SegmentsTable(databases.main).put([
        ...[segment('before', 90_000, 103_000), segment('after', 108_000, 118_000)],
        segment('other camera', 100_000, 110_000, { track: 'camera', cameraView: 'front' }),
      ]);
      await backfill.look();
      await backfill.look();
      expect(orders).toMatchObject([
        { segmentId: first.head.segmentId, from: 103_000, to: 108_000, device: { chain: 'whole', deviceId: 'PAD' } },
      ]);
      await new SegmentsTable(databases.main).put([
        segment(first.head.segmentId, 103_000, 108_000, { source: 'device' }),
      ]);
      await backfill.look();
      expect(await rowOf(first)).toMatchObject({ state: 'stored' });
      expect(() => readFileSync(spool.fileOf(first.head.segmentId))).toThrow('ENOENT');
      now += 11_000;
      await backfill.look();
      expect(told).toEqual(['recording-backfilled']);
    });

    it('is not written twice where all of it was recorded live', async () => {
      await new SegmentsTable(databases.main).put([segment('all of it', 199_000, 211_000)]);
      const first = await handedIn(200_000);
      await backfill.look();
      expect(orders).toEqual([]);
      expect(await rowOf(first)).toMatchObject({ state: 'covered' });
    });

    it('waits for a recorder, and asks again where one died over it', async () => {
      const first = await handedIn(300_000);
      present = false;
      await backfill.look();
      expect(await rowOf(first)).toMatchObject({ state: 'received' });
      present = true;
      await backfill.look();
      now += 21_000;
      await backfill.look();
      expect(orders).toHaveLength(2);
    });
  });
});
