import type { ChildProcess } from 'node:child_process';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vehicle } from '@protocol';
import { MediaClients } from '../media/MediaClients';
import {
  HandMadeConnections,
  HandMadeRights,
  hasWorker,
  KeptAnnouncer,
  listenOn,
  silentLog,
} from '../media/mediaForTests';
import { MediaWorkers } from '../media/MediaWorkers';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { hasFfmpeg } from '../recorder/clipForTests';
import { datagramOf, pause, RtpSource, startRecorder } from '../recorder/recorderForTests';
import type { StreamCodec } from '../recorder/recorderProtocol';
import type { Track } from '../video/Track';
import { Recording } from './Recording';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const PATIENCE_MS = 120_000;
const PACKET_BYTES = 160;
const ENOUGH_MS = 2_000;
const codecs = [
  { name: 'PCMA', payloadType: 8, format: 'alaw' },
  { name: 'PCMU', payloadType: 0, format: 'mulaw' },
] as const;

/** Each packet says which one it is, so that what is on the disk can be compared with what was sent. */
const packetOf = (number: number): Buffer =>
  Buffer.from(Array.from({ length: PACKET_BYTES }, (_, index) => (index * 5 + number * 13) & 0xff));

/** Everything is the product's own: the RTP door, media workers, the recorder's process, plan and journal intake. */
describe.skipIf(!hasWorker || !hasFfmpeg)('the G.711 sound of a vehicle recorder', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-g711-'));
  const sources: RtpSource[] = [];
  let databases: Databases;
  let workers: MediaWorkers;
  let clients: MediaClients;
  let recorder: ChildProcess;
  let recording: Recording;
  let isSending = true;
  let sending: Promise<unknown>;

  const recorded = async (vehicleId: string): Promise<SegmentRow> => {
    for (;;) {
      const rows = await new SegmentsTable(databases.main).ofVehicle(vehicleId, 0, Number.MAX_SAFE_INTEGER);
      const [row] = rows.filter(({ startedAt, endedAt }) => endedAt - startedAt > ENOUGH_MS);
      if (row) return row;
      await pause(50);
    }
  };

  beforeAll(async () => {
    databases = await openEmptyDatabases(join(folder, 'data'));
    recorder = startRecorder(folder);
    workers = await MediaWorkers.create({ count: 1, listen: listenOn(23_900), log: silentLog });
    const connections = new HandMadeConnections();
    clients = MediaClients.create({
      ...{ workers, connections, rights: new HandMadeRights(), announcer: new KeptAnnouncer() },
    });
    const tracks = new Map<string, Track>();
    const vehicles = new Map(codecs.map(({ name }) => [name as string, vehicleCalled(name)]));
    const senders: (() => Promise<void>)[] = [];
    for (const { name, payloadType } of codecs) {
      const source = await RtpSource.create();
      sources.push(source);
      const stream = { codec: name, payloadType, ssrc: 900 + payloadType };
      const ingest = await clients.of(connections.signIn(name, name)).ingest(source.address, stream, () => undefined);
      const key = `${name}:evidence-sound`;
      tracks.set(key, {
        ...{
          producer: ingest.producer,
          worker: ingest.worker,
          key,
          vehicleId: name,
          track: 'evidence-sound',
          view: null,
        },
        ...{ connectionId: name, publishedAt: Date.now() },
      });
      const { ssrc } = stream;
      const codec: StreamCodec = { mimeType: `audio/${name}`, payloadType, ssrc, clockRate: 8_000, channels: 1 };
      const begun = performance.now();
      senders.push(async () => {
        for (let number = 0; isSending; number += 1) {
          const timestamp = number * PACKET_BYTES;
          const packet = { sequenceNumber: number, timestamp, marker: false, payload: packetOf(number) };
          await source.send(datagramOf(packet, codec), ingest.destination.port);
          await pause(Math.max(0, begun + (number + 1) * 20 - performance.now()));
        }
      });
    }
    sending = Promise.all(senders.map((send) => send()));
    recording = await Recording.create({
      ...{ database: databases.main, talk: [], cityPlaceId: 'city', dataFolder: folder },
      places: Places.of([{ id: 'city', parentId: null, name: 'City', kind: 'city' }]),
      fleet: {
        vehicles: () => [...vehicles.values()],
        vehicle: (id) => vehicles.get(id) ?? null,
        onChanged: () => () => undefined,
      },
      ...{ volumes: [join(folder, 'recordings')], archive: null, announcer: new KeptAnnouncer() },
      ...{ log: silentLog, clock: Date.now, isUrgent: () => false },
      audit: { write: () => Promise.resolve(1) },
      feed: { add: () => Promise.resolve() },
      cameras: { producersOf: () => tracks, onProducer: () => undefined, onProducerClosed: () => undefined },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    isSending = false;
    await sending;
    await recording.close();
    clients.close();
    sources.forEach((source) => source.close());
    workers.close();
    const ended = once(recorder, 'exit');
    recorder.kill('SIGTERM');
    await ended;
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it.each(codecs)('is on the disk byte for byte as it was sent, as $name', async ({ name, format }) => {
    const row = await recorded(name);
    expect(row).toMatchObject({ track: 'evidence-sound', mimeType: `audio/x-matroska; codecs="${format.slice(-4)}"` });
    const path = join(folder, 'recordings', row.path);
    const copied = spawnSync('ffmpeg', ['-v', 'error', '-i', path, '-c', 'copy', '-f', format, '-']).stdout;
    const first = Array.from({ length: 256 }, (_, number) => number).find((number) =>
      copied.subarray(0, PACKET_BYTES).equals(packetOf(number)),
    );
    const expected = Array.from({ length: Math.floor(copied.length / PACKET_BYTES) }, (_, index) =>
      packetOf((first ?? 0) + index),
    );
    expect(first).toBeDefined();
    expect(copied.equals(Buffer.concat(expected))).toBe(true);
    expect(copied.length).toBeGreaterThan((ENOUGH_MS / 20) * PACKET_BYTES * 0.9);
  });
});

function vehicleCalled(id: string): Vehicle {
  return {
    ...{ id, plate: id, placeId: 'city', onDuty: true, status: 'free', crew: [], online: true, revision: 1 },
    ...{ hasSound: true, position: null, cameras: [] },
  };
}
