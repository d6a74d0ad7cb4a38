import { describe, expect, it } from 'vitest';
import { readDeviceChunk } from '@protocol';
import { ChunkWriter } from './ChunkWriter';
import type { PieceGroup } from './EncodedPiece';
import { hexOf, RecordingShelf } from './RecordingShelf';
import { MemoryStore } from './storeForTests';

const track = { vehicleId: 'car', track: 'camera', cameraView: 'front' } as const;
const coding = { codec: 'video/H264', channels: 1, configuration: 'AAAA' } as const;

/** A second of pictures, a key frame first. */
function group(at: number, configuration = 'AAAA'): PieceGroup {
  const piece = { durationMs: 500, data: new Uint8Array(200).fill(at & 0xff) };
  const pieces = [
    { ...piece, at, key: true },
    { ...piece, at: at + 500, key: false },
  ];
  return { coding: { ...coding, configuration }, pieces };
}

async function written(store: MemoryStore, groups: readonly PieceGroup[]): Promise<RecordingShelf> {
  const shelf = await RecordingShelf.create(store);
  const writer = new ChunkWriter({
    ...{ track, shelf, clockOffsetMs: () => 40 },
    onFailed: (error) => expect.unreachable(String(error)),
  });
  for (const one of groups) writer.write(one);
  await writer.settle();
  return shelf;
}

async function chunksOf(shelf: RecordingShelf) {
  const found = [];
  for (const { id, chunks } of shelf.list()) {
    for (const index of chunks.keys()) found.push((await shelf.read(id, index))!);
  }
  return found;
}

describe('what a terminal recorded by itself', () => {
  it('is bound chunk to chunk by the hash of the one before, across files', async () => {
    const seconds = Array.from({ length: 14 }, (_, index) => group(index * 1_000));
    const shelf = await written(new MemoryStore(), seconds);
    expect(shelf.list().map(({ chunks }) => chunks.length)).toEqual([10, 4]);
    let previous = '0'.repeat(64);
    for (const [sequence, { chunk, digest }] of (await chunksOf(shelf)).entries()) {
      expect(readDeviceChunk(chunk)?.head).toMatchObject({ sequence, previous, clockOffsetMs: 40 });
      previous = hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', chunk)));
      expect(digest).toBe(previous);
    }
  });

  it('goes into a file of its own after a hole, and where the picture is coded otherwise', async () => {
    const shelf = await written(new MemoryStore(), [group(0), group(1_000), group(3_000), group(4_000, 'BBBB')]);
    expect(shelf.list().map(({ chunks }) => chunks.length)).toEqual([2, 1, 1]);
  });

  it('is found again by the next page, less what its death tore off', async () => {
    const store = new MemoryStore();
    await written(store, [group(0), group(1_000), group(2_000)]);
    const [name, bytes] = [...store.files][0]!;
    store.files.set(name, bytes.slice(0, -1));
    store.files.set('somebody-else', new Uint8Array(9));
    const shelf = await RecordingShelf.create(store);
    expect(shelf.list()).toMatchObject([{ vehicleId: 'car', startedAt: 0, closed: true }]);
    const heads = (await chunksOf(shelf)).map(({ chunk }) => readDeviceChunk(chunk)?.head.index);
    expect(heads).toEqual([0, 1]);
  });

  it('lets go of the oldest file where there is no room, and counts it', async () => {
    const store = new MemoryStore(3_000);
    const shelf = await written(store, [group(0), group(5_000), group(10_000), group(15_000), group(20_000)]);
    expect(shelf.usedBytes).toBeLessThanOrEqual(3_000);
    expect(shelf.dropped).toBeGreaterThan(0);
    expect(shelf.dropped + shelf.list().length).toBe(5);
    expect(shelf.list().at(-1)?.startedAt).toBe(20_000);
    expect(store.files.size).toBe(shelf.list().length);
  });
});
