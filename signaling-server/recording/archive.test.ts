import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import S3rver from 's3rver';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Recorder } from '../recorder/Recorder';
import { Volumes } from '../recorder/Volumes';
import { Archive } from './Archive';
import { Archiver, type ArchivedSegment } from './Archiver';
import type { ArchiveSettings } from './archiveSettings';
import { archiveSettings } from './archiveSettings';
import { ArchiveTable } from './ArchiveTable';
import { JournalIntake } from './JournalIntake';
import { ObjectStore } from './ObjectStore';
import { RecordedFiles } from './RecordedFiles';
import { SegmentsTable } from './SegmentsTable';

const log = pino({ level: 'silent' });
const NOW = Date.now();
const OPENED_AT = NOW - 600_000;
const JOURNAL = `${new Date(OPENED_AT).toISOString().slice(0, 10)}/journal-${new Date(OPENED_AT).toISOString().slice(11, 13)}.jsonl`;
const PATH = '2026-11-21/车-01/camera-front/20261121T130000.000Z-one.mp4';
const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));
const PATIENCE_MS = 120_000;

/** The storage is s3rver: a small server of objects that looks at whose key it is and serves ranges; signatures it does not check. */
describe('the archive', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-archive-'));
  const storeFolder = join(folder, 'store');
  let volume: string;
  let databases: Databases;
  let server: S3rver;
  let settings: ArchiveSettings;
  let intake: JournalIntake;
  let recorder: Recorder;
  const doors: Server[] = [];

  const stored = (): string => join(storeFolder, 'recordings', 'city', `${PATH}._S3rver_object`);
  const write = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(join(volume, path)), { recursive: true });
    writeFileSync(join(volume, path), content);
  };
  const files = (): RecordedFiles => new RecordedFiles([volume], new Archive(new ObjectStore(settings)));
  const released: Promise<void>[] = [];
  const archiverTo = (to: ArchiveSettings): Archiver =>
    Archiver.create({
      ...{ database: databases.main, files: new RecordedFiles([volume]), store: new ObjectStore(to), log },
      release: (segments: readonly ArchivedSegment[]) => {
        released.push(recorder.take({ type: 'release-segments', segments: [...segments] }));
        return true;
      },
      clock: Date.now,
    });
  const settle = async (): Promise<void> => {
    await Promise.all(released.splice(0));
    await intake.takeNow();
    await intake.takeNow();
  };
  /** Stands before the storage and does to each request what a test says. */
  const door = async (answer: (method: string) => 'pass' | 'break' | 'alter'): Promise<ArchiveSettings> => {
    const target = new URL(settings.url);
    const between = createServer((request, response) => {
      const what = answer(request.method ?? '');
      if (what === 'break') return void request.socket.destroy();
      const body: Buffer[] = [];
      request.on('data', (part: Buffer) => body.push(part));
      request.on('end', () => {
        const { host: _, connection: __, ...headers } = request.headers;
        void fetch(new URL(request.url ?? '/', target), {
          method: request.method ?? 'GET',
          headers: { ...(headers as Record<string, string>) },
          ...(body.length > 0 ? { body: Buffer.concat(body) } : {}),
        }).then(async (found) => {
          const bytes = Buffer.from(await found.arrayBuffer());
          if (what === 'alter' && bytes.length > 0) bytes.writeUInt8(bytes.readUInt8(0) ^ 1, 0);
          response.writeHead(found.status, { 'content-length': bytes.length });
          response.end(bytes);
        });
      });
    });
    between.listen(0, '127.0.0.1');
    await once(between, 'listening');
    doors.push(between);
    return { ...settings, url: settings.url.replace(/:\d+/, `:${(between.address() as AddressInfo).port}`) };
  };

  beforeAll(async () => {
    databases = await openEmptyDatabases(join(folder, 'data'));
    server = new S3rver({
      ...{ port: 0, address: '127.0.0.1', silent: true, directory: storeFolder },
      configureBuckets: [{ name: 'recordings', configs: [] }],
    });
    const { port } = await server.run();
    settings = archiveSettings({
      RECORDING_S3_URL: `http://127.0.0.1:${port}/recordings/city/`,
      RECORDING_S3_ACCESS_KEY: 'S3RVER',
      RECORDING_S3_SECRET_KEY: 'S3RVER',
    })!;
  }, PATIENCE_MS);
  beforeEach(async () => {
    volume = mkdtempSync(join(folder, 'volume-'));
    await databases.main.deleteFrom('segments').execute();
    await databases.main.deleteFrom('journals').execute();
    const track = { vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null };
    const lines = [
      {
        ...{ type: 'segment-opened', segmentId: 'one', path: PATH, track, burstId: null },
        ...{ mimeType: 'video/mp4', initBytes: 100, startedAt: OPENED_AT },
      },
      {
        ...{ type: 'fragment', segmentId: 'one', offset: 100, bytes: CONTENT.length - 100, key: true },
        ...{ startedAt: OPENED_AT, endedAt: OPENED_AT + 10_000 },
      },
      {
        ...{ type: 'segment-closed', segmentId: 'one', endedAt: OPENED_AT + 10_000, bytes: CONTENT.length },
        reason: 'rolled',
      },
    ];
    write(PATH, CONTENT);
    write(JOURNAL, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    intake = await JournalIntake.create({ database: databases.main, volumes: [volume], log });
    recorder = Recorder.create({
      volumes: await Volumes.create({ directories: [volume], onGrew: (grown, path) => intake.grew(grown, path) }),
      ...{ log, tell: () => undefined },
    });
  }, PATIENCE_MS);
  afterEach(async () => {
    await recorder.close();
    await intake.close();
    doors.splice(0).forEach((one) => one.close());
    rmSync(join(storeFolder, 'recordings'), { recursive: true, force: true });
    mkdirSync(join(storeFolder, 'recordings'), { recursive: true });
  });
  afterAll(async () => {
    await server.close();
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it('takes a closed segment, and only then is it let go from its volume; it is read from there as before', async () => {
    const archiver = archiverTo(settings);
    await archiver.look();
    await settle();
    await archiver.close();
    expect(archiver.problem).toBeNull();
    expect(existsSync(join(volume, PATH))).toBe(false);
    expect(readFileSync(stored()).equals(CONTENT)).toBe(true);
    expect(await new SegmentsTable(databases.main).find('one')).toMatchObject({ stored: 'archive', state: 'closed' });

    const file = (await files().open(PATH))!;
    expect((await file.read(1_000, 500)).equals(CONTENT.subarray(1_000, 1_500))).toBe(true);
    const parts: Buffer[] = [];
    for await (const part of file.stream(10, 20_009)) parts.push(part as Buffer);
    expect(Buffer.concat(parts).equals(CONTENT.subarray(10, 20_010))).toBe(true);
    expect(await files().open('2026-11-21/nothing.mp4')).toBeNull();
  });

  it('keeps the file where it is while the storage is away, and brings it when it is back', async () => {
    let isAway = true;
    const archiver = archiverTo(await door(() => (isAway ? 'break' : 'pass')));
    await archiver.look();
    expect(archiver.problem).not.toBeNull();
    expect(readFileSync(join(volume, PATH)).equals(CONTENT)).toBe(true);
    isAway = false;
    await archiver.look();
    await settle();
    await archiver.close();
    expect(archiver.problem).toBeNull();
    expect(existsSync(join(volume, PATH))).toBe(false);
  });

  it('lets nothing go of which the storage gives back other bytes than it was given', async () => {
    const archiver = archiverTo(await door((method) => (method === 'GET' ? 'alter' : 'pass')));
    await archiver.look();
    await settle();
    await archiver.close();
    expect(archiver.problem?.text).toContain('other bytes');
    expect(readFileSync(join(volume, PATH)).equals(CONTENT)).toBe(true);
  });

  it('says that its keys are wrong, and never says them', async () => {
    const archiver = archiverTo({ ...settings, accessKeyId: 'nobody', secretAccessKey: 'wrong-secret' });
    await archiver.look();
    await archiver.close();
    expect(archiver.problem?.text).toMatch(/40[0-9]/);
    expect(JSON.stringify(archiver.problem)).not.toContain('wrong-secret');
    expect(existsSync(join(volume, PATH))).toBe(true);
  });

  it('loses nothing when the sender is killed in the middle, and takes it whole from the next one', async () => {
    let isHeld = false;
    const slow = createServer((request) => {
      // It takes a first part of the body, and then no more.
      request.once('data', () => {
        isHeld = true;
        request.pause();
      });
    });
    slow.listen(0, '127.0.0.1');
    await once(slow, 'listening');
    doors.push(slow);
    const url = settings.url.replace(/:\d+/, `:${(slow.address() as AddressInfo).port}`);
    const sender = startSender({ ...settings, url }, join(volume, PATH));
    while (!isHeld) await new Promise((resolve) => setTimeout(resolve, 20));
    sender.kill('SIGKILL');
    await once(sender, 'exit');
    expect(readFileSync(join(volume, PATH)).equals(CONTENT)).toBe(true);
    expect(existsSync(stored())).toBe(false);

    const archiver = archiverTo(settings);
    await archiver.look();
    await settle();
    await archiver.close();
    expect(readFileSync(stored()).equals(CONTENT)).toBe(true);
  });

  it('gives up the object of a segment that was deleted, though a server ended in between', async () => {
    const first = archiverTo(settings);
    await first.look();
    await settle();
    await first.close();
    await recorder.take({ type: 'delete-segments', segments: [{ id: 'one', path: PATH, why: 'expired' }] });
    await settle();
    expect(await new SegmentsTable(databases.main).find('one')).toBeNull();
    expect(await new ArchiveTable(databases.main).doomed(10)).toEqual([PATH]);
    const second = archiverTo(settings);
    await second.look();
    await second.close();
    expect(existsSync(stored())).toBe(false);
    expect(await new ArchiveTable(databases.main).doomed(10)).toEqual([]);
  });
});

describe('where the archive is', () => {
  const keys = { RECORDING_S3_ACCESS_KEY: 'key', RECORDING_S3_SECRET_KEY: 'very-secret' };

  it('is nowhere unless it is set', () => {
    expect(archiveSettings({})).toBeNull();
  });

  it('is reached over TLS, or on this machine', () => {
    expect(archiveSettings({ ...keys, RECORDING_S3_URL: 'https://store.example/bucket/' })?.url).toBe(
      'https://store.example/bucket',
    );
    expect(() => archiveSettings({ ...keys, RECORDING_S3_URL: 'http://store.example/bucket' })).toThrow(/https/);
    expect(() => archiveSettings({ ...keys, RECORDING_S3_URL: 'https://store.example' })).toThrow(/BUCKET/);
    expect(() => archiveSettings({ RECORDING_S3_URL: 'https://store.example/bucket' })).toThrow(/KEY_FILE/);
  });

  it('has its keys in a file that nobody else can read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zhiqin-keys-'));
    const file = join(folder, 'keys');
    writeFileSync(file, 'key\nvery-secret\n', { mode: 0o600 });
    const environment = { RECORDING_S3_URL: 'https://store.example/bucket', RECORDING_S3_KEY_FILE: file };
    expect(archiveSettings(environment)).toMatchObject({ accessKeyId: 'key', secretAccessKey: 'very-secret' });
    rmSync(file);
    writeFileSync(file, 'key\nvery-secret\n', { mode: 0o644 });
    expect(() => archiveSettings(environment)).toThrow(/others can read/);
    rmSync(folder, { recursive: true });
  });
});

/** A process that puts one file into a storage. */
function startSender(settings: ArchiveSettings, file: string): ChildProcess {
  const program = fileURLToPath(new URL('archiveSenderForTests.ts', import.meta.url));
  return fork(program, [JSON.stringify(settings), file], { execArgv: ['--import', 'tsx'] });
}
