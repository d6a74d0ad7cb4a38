import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyJournalLines } from '../recording/segmentIndex';
import { pause, readJournal, vehicleTrack } from './recorderForTests';
import { TrackRecorder } from './TrackRecorder';
import { Volumes } from './Volumes';

const SMALL_BYTES = 4_000_000;
const LARGE_BYTES = 40_000_000;

function mountVolume(place: string, bytes: number): boolean {
  mkdirSync(place, { recursive: true });
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', place]).status === 0;
}
const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), 'zhiqin-mount-'));
  const mounted = mountVolume(join(place, 'volume'), SMALL_BYTES);
  if (mounted) spawnSync('umount', [join(place, 'volume')]);
  rmSync(place, { recursive: true });
  return mounted;
})();
if (!canMount) console.warn('SKIPPED: several volumes, for this user may not mount small ones');

describe.skipIf(!canMount)('several volumes', { timeout: 60_000 }, () => {
  let folder: string;
  let one: string;
  let other: string;
  let volumes: Volumes;
  const journals = new Set<string>();

  const fill = (volume: string, leave: number): void => {
    const { bavail, blocks, bsize } = statfsSync(volume);
    writeFileSync(join(volume, 'filler'), Buffer.alloc(Math.max(0, bavail - Math.round(blocks * leave)) * bsize));
  };
  /** Sound of twelve seconds, with nothing else going on. */
  const record = async (): Promise<void> => {
    const codec = { mimeType: 'audio/opus', payloadType: 97, ssrc: 1, clockRate: 48_000, channels: 2 } as const;
    const writer = new TrackRecorder({
      ...{ volumes, track: vehicleTrack, burstId: null, codec, capture: null, onFailed: () => undefined },
    });
    const data = Buffer.alloc(4_000, 7);
    const beganAt = Date.UTC(2026, 10, 21, 13);
    for (let number = 0; number < 600; number += 1) {
      const arrivedAt = beganAt + number * 20;
      writer.push({ time: number * 960, arrivedAt, key: true, data, configuration: null, lostPackets: 0 });
      writer.tick(arrivedAt);
      // As slowly that the disk has answered before a second of its time is over.
      if (number % 10 === 0) await pause(5);
    }
    await writer.close('recorder-stopped');
    await volumes.settle();
  };
  const recordedOn = (volume: string): readonly number[] =>
    [...journals]
      .filter((path) => path.startsWith(volume))
      .flatMap((path) => applyJournalLines(readJournal(path), new Map()).map(({ row }) => row.bytes));

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-volumes-'));
    [one, other] = [join(folder, 'one'), join(folder, 'other')];
    mountVolume(one, SMALL_BYTES);
    mountVolume(other, LARGE_BYTES);
    journals.clear();
    volumes = await Volumes.create({
      directories: [one, other],
      missing: ['/broken'],
      onGrew: (volume, path) => journals.add(join(volume, path)),
    });
  });
  afterEach(async () => {
    await volumes.close();
    spawnSync('umount', [one]);
    spawnSync('umount', [other]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('are begun on where there is the most room for their size, and never on what is kept for emergencies', async () => {
    expect([one, other]).toContain(volumes.choose().directory);
    fill(other, 0.5);
    await volumes.measure();
    expect(volumes.choose().directory).toBe(one);
    fill(one, 0.04);
    await volumes.measure();
    expect(volumes.choose().directory).toBe(other);
    rmSync(join(other, 'filler'));
    fill(other, 0.03);
    await volumes.measure();
    // Where all are down to it, whoever is still recorded is recorded where there is more.
    expect(volumes.choose().directory).toBe(one);
  });

  it('take each other’s place when one fails, and the failed one is left until it is well again', async () => {
    fill(other, 0.6);
    await volumes.measure();
    expect(volumes.choose().directory).toBe(one);
    // Nobody has looked since: it fills up while it is written to.
    fill(one, 0.1);
    await record();
    expect(recordedOn(one).length).toBeGreaterThan(0);
    expect(recordedOn(other).reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(500_000);
    expect(volumes.states().map(({ directory, works }) => [directory, works])).toEqual([
      [one, false],
      [other, true],
      ['/broken', false],
    ]);
    expect(volumes.choose().directory).toBe(other);
    rmSync(join(one, 'filler'));
    while (!volumes.states()[0]?.works) {
      await volumes.measure();
      await pause(200);
    }
    expect(volumes.choose().directory).toBe(one);
  });

  it('know which of them a file is on', async () => {
    writeFileSync(join(other, 'file.mp4'), 'picture');
    expect((await volumes.holding('file.mp4'))?.directory).toBe(other);
    expect(await volumes.holding('nothing.mp4')).toBeNull();
  });
});
