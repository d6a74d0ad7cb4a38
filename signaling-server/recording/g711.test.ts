import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Vehicle } from '@protocol';
import { hasWorker } from '../media/mediaForTests';
import { hasFfmpeg } from '../recorder/clipForTests';
import { datagramOf, pause } from '../recorder/recorderForTests';
import type { StreamCodec } from '../recorder/recorderProtocol';
import { RecordingHouse } from './RecordingHouse';
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
  let house: RecordingHouse;
  let isSending = true;
  let sending: Promise<unknown>;

  const recorded = async (vehicleId: string): Promise<SegmentRow> => {
    for (;;) {
      const rows = await new SegmentsTable(house.databases.main).ofVehicle(vehicleId, 0, Number.MAX_SAFE_INTEGER);
      const [row] = rows.filter(({ startedAt, endedAt }) => endedAt - startedAt > ENOUGH_MS);
      if (row) return row;
      await pause(50);
    }
  };

  beforeAll(async () => {
    house = await RecordingHouse.create({
      ...{ folder, port: 23_900, isUrgent: () => false },
      vehicles: codecs.map(({ name }) => vehicleCalled(name)),
    });
    const senders: (() => Promise<void>)[] = [];
    for (const { name, payloadType } of codecs) {
      const stream = { codec: name, payloadType, ssrc: 900 + payloadType };
      const { source, port } = await house.ingest({ vehicleId: name, view: null, stream });
      const { ssrc } = stream;
      const codec: StreamCodec = { mimeType: `audio/${name}`, payloadType, ssrc, clockRate: 8_000, channels: 1 };
      const begun = performance.now();
      senders.push(async () => {
        for (let number = 0; isSending; number += 1) {
          const timestamp = number * PACKET_BYTES;
          const packet = { sequenceNumber: number, timestamp, marker: false, payload: packetOf(number) };
          await source.send(datagramOf(packet, codec), port);
          await pause(Math.max(0, begun + (number + 1) * 20 - performance.now()));
        }
      });
    }
    sending = Promise.all(senders.map((send) => send()));
    await house.open();
  }, PATIENCE_MS);
  afterAll(async () => {
    isSending = false;
    await sending;
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it.each(codecs)('is on the disk byte for byte as it was sent, as $name', async ({ name, format }) => {
    const row = await recorded(name);
    expect(row).toMatchObject({ track: 'evidence-sound', mimeType: `audio/x-matroska; codecs="${format.slice(-4)}"` });
    const path = join(house.volume, row.path);
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
    ...{ hasSound: true, soundReason: null, position: null, cameras: [] },
  };
}
