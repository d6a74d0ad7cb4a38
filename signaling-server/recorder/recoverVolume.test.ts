import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { random as randomFrom } from '../demo/random';
import { applyJournalLines } from '../recording/segmentIndex';
import { decodedFrames, h264Clip, hasFfmpeg } from './clipForTests';
import { Journals } from './Journals';
import { parseJournalLine, type JournalLine } from './journalLine';
import { packetsOf, RecordedPath } from './pathForTests';
import { readJournal } from './recorderForTests';
import type { StreamCodec } from './recorderProtocol';
import { endJournals, recoverVolume } from './recoverVolume';

const START_MS = Date.UTC(2026, 10, 21, 8, 0, 0);
const SEED = Number(process.env['PROPERTY_SEED'] ?? 24_380);
const codec: StreamCodec = { mimeType: 'video/H264', payloadType: 96, ssrc: 11, clockRate: 90_000, channels: 1 };
const log = pino({ level: 'silent' });
const journal = '2026-11-21/journal-08.jsonl';

describe.skipIf(!hasFfmpeg)('a volume that a killed recorder left', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-recover-'));
  /** 13.7 s that came, and what a recorder that is killed right then has put on the disk of it. */
  const arrivedUntil = START_MS + 13_700;
  let crashed: RecordedPath;
  let volumes = 0;
  const copy = (): string => {
    const volume = join(folder, String((volumes += 1)));
    cpSync(crashed.volume, volume, { recursive: true });
    return volume;
  };
  const recover = async (volume: string): Promise<number> => {
    const left = await endJournals(volume, log);
    const journals = new Journals(volume, () => undefined);
    try {
      return await recoverVolume(volume, journals, left, log);
    } finally {
      await journals.close();
    }
  };
  const rowsOf = (volume: string) => {
    const lines: JournalLine[] = readJournal(join(volume, journal));
    // Here everything is written at once, so that a later segment may come into the journal before an earlier one.
    const rows = applyJournalLines(lines, new Map()).map(({ row }) => row);
    return rows.sort((one, other) => one.startedAt - other.startedAt);
  };

  beforeAll(async () => {
    crashed = new RecordedPath(codec);
    // A key frame a second at first, and then none for long: the picture's own rhythm bounds no loss.
    const clip = [...h264Clip('320x180', 11), ...h264Clip('320x180', 4, 1_000)];
    const packets = packetsOf(clip, { at: START_MS, sequenceNumber: 1, timestamp: 1 });
    crashed.receive(packets.filter(({ at }) => at <= arrivedUntil));
    crashed.pass(arrivedUntil);
    await crashed.settle();
  });
  afterAll(() => {
    crashed.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  it('has lost less than a second of what had arrived, though no key frame came for long', async () => {
    const volume = copy();
    expect(await recover(volume)).toBe(1);
    const rows = rowsOf(volume);
    expect(rows.map(({ state }) => state)).toEqual(['closed', 'interrupted']);
    expect(arrivedUntil - (rows.at(-1)?.endedAt ?? 0)).toBeLessThan(1_000);
    for (const { path } of rows) expect(decodedFrames(join(volume, path))).toBeGreaterThan(0);
    expect(await recover(volume)).toBe(0);
  });

  it('is put in order wherever the kill fell: in the file, in the journal, or between the two', async () => {
    const random = randomFrom(SEED);
    const whole = readFileSync(join(crashed.volume, journal));
    for (let round = 0; round < 12; round += 1) {
      const volume = copy();
      const [, open] = rowsOf(volume);
      if (!open) throw new Error('an open segment was expected');
      const file = join(volume, open.path);
      // The journal never knows of more than is in the file, and may know of any amount less.
      const openedAt = whole.indexOf(open.id) + 400;
      const journalBytes = openedAt + Math.floor(random() * (whole.length - openedAt));
      truncateSync(join(volume, journal), journalBytes);
      const known = rowsOf(volume).find(({ id }) => id === open.id);
      if (!known) continue;
      const { size } = statSync(file);
      truncateSync(file, known.bytes + Math.floor(random() * (size - known.bytes)));
      await recover(volume);
      const after = rowsOf(volume).find(({ id }) => id === open.id);
      expect(after).toMatchObject({ state: 'interrupted', bytes: statSync(file).size });
      if ((after?.bytes ?? 0) > open.initBytes) expect(decodedFrames(file)).toBeGreaterThan(0);
    }
  });

  it('says that it cuts before it cuts', async () => {
    const volume = copy();
    const open = rowsOf(volume).at(-1);
    const file = join(volume, open?.path ?? '');
    appendFileSync(file, Buffer.from('half a fragment'));
    const { size } = statSync(file);
    await recover(volume);
    const cut = readJournal(join(volume, journal)).find(({ type }) => type === 'tail-cut');
    expect(cut).toMatchObject({ fromBytes: size, toBytes: size - 'half a fragment'.length });
    expect(statSync(file).size).toBe(size - 'half a fragment'.length);
  });

  it('is put in order though somebody left there what is no journal of ours', async () => {
    const volume = copy();
    writeFileSync(join(volume, '2026-11-22'), 'a file where a day should be');
    mkdirSync(join(volume, '2026-11-23', 'journal-09.jsonl'), { recursive: true });
    mkdirSync(join(volume, '2026-11-24'));
    writeFileSync(join(volume, '2026-11-24', 'journal-10.jsonl'), randomBytes(10_000));
    writeFileSync(join(volume, '2026-11-24', 'journal-11.jsonl'), '{"type":"segment-opened"}\nnull\n[]\n');
    expect(await recover(volume)).toBe(1);
    expect(rowsOf(volume).at(-1)?.state).toBe('interrupted');
  });

  it('is put in order though a file is gone that its journal tells of', async () => {
    const volume = copy();
    const open = rowsOf(volume).at(-1);
    rmSync(join(volume, open?.path ?? ''));
    await recover(volume);
    expect(rowsOf(volume).at(-1)?.id).toBe(open?.id);
  });

  it('is put in order while it is recorded on, and what comes meanwhile is left alone', async () => {
    const volume = copy();
    appendFileSync(join(volume, journal), '{"type":"segment-cl');
    const left = await endJournals(volume, log);
    const journals = new Journals(volume, () => undefined);
    const opened = readJournal(join(volume, journal)).find(({ type }) => type === 'segment-opened');
    if (opened?.type !== 'segment-opened') throw new Error('an opened segment was expected');
    const next = { ...opened, segmentId: 'next', path: 'next.mp4', startedAt: opened.startedAt + 60_000 };
    await journals.append(journal, next);
    expect(await recoverVolume(volume, journals, left, log)).toBe(1);
    await journals.close();
    expect(rowsOf(volume).map(({ id, state }) => [id === 'next', state])).toEqual([
      [false, 'closed'],
      [false, 'interrupted'],
      [true, 'open'],
    ]);
    const lines = readFileSync(join(volume, journal), 'utf8').trimEnd().split('\n');
    expect(lines.filter((line) => parseJournalLine(line) === null)).toEqual([]);
  });

  it('is put in order though its journal is longer than what is read of it at once', async () => {
    const volume = copy();
    const whole = readFileSync(join(volume, journal));
    const foreign = whole
      .toString('utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"type":"fragment"'));
    // Fragments of a segment that is closed long since, for about three megabytes.
    const other = foreign.map((line) => line.replace(/"segmentId":"[^"]+"/, '"segmentId":"other"')).join('\n');
    const before = `${other}\n`.repeat(Math.ceil(3_000_000 / other.length));
    writeFileSync(join(volume, journal), Buffer.concat([Buffer.from(before), whole]));
    expect(await recover(volume)).toBe(1);
    expect(rowsOf(volume).map(({ state }) => state)).toEqual(['closed', 'interrupted']);
    expect(await recover(volume)).toBe(0);
  });

  it('is put in order though the clock was years ahead before', async () => {
    const volume = copy();
    for (const hour of ['01', '02', '03', '04']) {
      const path = join(volume, '2031-01-01', `journal-${hour}.jsonl`);
      mkdirSync(join(volume, '2031-01-01'), { recursive: true });
      writeFileSync(path, '');
      utimesSync(path, 1, 1);
    }
    expect(await recover(volume)).toBe(1);
  });
});
