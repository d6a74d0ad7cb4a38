import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyJournalLines } from '../recording/segmentIndex';
import { parseJournalLine, type JournalLine } from './journalLine';
import { Recorder } from './Recorder';
import { datagramOf, pause, readJournal, RtpSource } from './recorderForTests';
import type { FromRecorder, StreamCodec, TrackDescription } from './recorderProtocol';
import { Volumes } from './Volumes';

const VOLUME_BYTES = 2_000_000;
const PATIENCE_MS = 120_000;
const voice: StreamCodec = { mimeType: 'audio/opus', payloadType: 97, ssrc: 22, clockRate: 48_000, channels: 2 };
const track: TrackDescription = {
  ...{ vehicleId: 'car', placeId: 'east', track: 'evidence-sound', cameraView: null, groupId: null },
};
/** 20 ms of Opus, made long so that little of it fills the volume. */
const sound = Buffer.concat([Buffer.from([0xfc]), Buffer.alloc(1_000, 7)]);

/** A small volume of its own can be had by the administrator of a Linux machine alone. */
function mountVolume(place: string): boolean {
  mkdirSync(place);
  return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${VOLUME_BYTES}`, 'tmpfs', place]).status === 0;
}
const canMount = ((): boolean => {
  const place = mkdtempSync(join(tmpdir(), 'zhiqin-mount-'));
  const mounted = mountVolume(join(place, 'volume'));
  if (mounted) spawnSync('umount', [join(place, 'volume')]);
  rmSync(place, { recursive: true });
  return mounted;
})();
if (!canMount) console.warn('SKIPPED: the recorder on a full disk, for this user may not mount a small volume');

describe.skipIf(!canMount)('the recorder on a disk that is full', { timeout: PATIENCE_MS }, () => {
  let folder: string;
  let volume: string;
  let filler: string;
  let recorder: Recorder;
  let source: RtpSource;
  const told: FromRecorder[] = [];
  let speaking = true;
  let speech: Promise<void>;

  const hear = async <Type extends FromRecorder['type']>(
    type: Type,
    fits: (message: Extract<FromRecorder, { type: Type }>) => boolean,
  ): Promise<Extract<FromRecorder, { type: Type }>> => {
    for (;;) {
      // What has this type is of the kind that carries it.
      const found = told.find((message) => message.type === type && fits(message as never));
      if (found) return found as Extract<FromRecorder, { type: Type }>;
      await pause(20);
    }
  };
  const journal = (): JournalLine[] => {
    const [day] = readdirSync(volume).filter((name) => name.startsWith('2'));
    if (day === undefined) return [];
    const names = readdirSync(join(volume, day)).filter((name) => name.endsWith('.jsonl'));
    return names.sort().flatMap((name) => readJournal(join(volume, day, name)));
  };
  const linesNotOurs = (): string[] =>
    readdirSync(volume, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(volume, name), 'utf8').split('\n'))
      .filter((line) => line !== '' && parseJournalLine(line) === null);
  const mediaFiles = (): string[] =>
    readdirSync(volume, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mp4'));
  const fill = (): void => {
    const { bavail, bsize } = statfsSync(volume);
    writeFileSync(filler, Buffer.alloc(bavail * bsize));
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-full-'));
    volume = join(folder, 'volume');
    filler = join(volume, 'filler');
    mountVolume(volume);
    told.length = 0;
    recorder = Recorder.create({
      volumes: await Volumes.create({
        directories: [volume],
        onGrew: (directory, path) => told.push({ type: 'journal-grew', volume: directory, path }),
      }),
      log: pino({ level: 'silent' }),
      tell: (message) => told.push(message),
    });
    source = await RtpSource.create();
    await recorder.take({ type: 'open-stream', streamId: 'sound', track, bursts: false });
    const { port } = await hear('stream-opened', () => true);
    await recorder.take({ type: 'start-stream', streamId: 'sound', source: source.address, codec: voice });
    speaking = true;
    speech = (async () => {
      for (let number = 0; speaking; number += 1) {
        const packet = { sequenceNumber: number, timestamp: number * 960, marker: false, payload: sound };
        await source.send(datagramOf(packet, voice), port);
        await pause(20);
      }
    })();
  });
  afterEach(async () => {
    speaking = false;
    await speech;
    await recorder.close();
    source.close();
    spawnSync('umount', [volume]);
    rmSync(folder, { recursive: true, force: true });
  });

  const isWriting = ({ streams }: Extract<FromRecorder, { type: 'statistics' }>): boolean =>
    streams.some(({ writing, diskFails }) => writing && !diskFails);

  it('says so, leaves nothing half written, and records again by itself when there is room', async () => {
    await hear('journal-grew', () => true);
    await hear('statistics', isWriting);
    fill();
    await hear('statistics', ({ streams }) => streams.some(({ diskFails }) => diskFails));
    // Several segments are tried meanwhile, and refused.
    await pause(3_000);
    const filesWhileFull = mediaFiles().length;
    expect(filesWhileFull).toBeLessThanOrEqual(2);

    rmSync(filler);
    told.length = 0;
    await hear('statistics', isWriting);
    const segmentsBefore = journal().filter(({ type }) => type === 'segment-opened').length;
    expect(segmentsBefore).toBeGreaterThanOrEqual(1);
    await recorder.closeStreams('recorder-stopped');
    // What could not be written while it was full has been owed, and is written now.
    await hear('journal-grew', () => journal().some((line) => 'reason' in line && line.reason === 'disk-error'));

    const lines = journal();
    const opened = lines.filter(({ type }) => type === 'segment-opened').map(({ segmentId }) => segmentId);
    const closed = lines.filter(({ type }) => type === 'segment-closed').map(({ segmentId }) => segmentId);
    expect(closed.sort()).toEqual(opened.sort());
    expect(new Set(closed).size).toBe(closed.length);
    expect(mediaFiles()).toHaveLength(opened.length);
    for (const { row } of applyJournalLines(lines, new Map())) {
      expect(row.state).toBe('closed');
      const size = readFileSync(join(volume, row.path)).length;
      expect(size).toBe(row.bytes);
    }
    expect(linesNotOurs().length).toBeLessThanOrEqual(1);
  });
});
