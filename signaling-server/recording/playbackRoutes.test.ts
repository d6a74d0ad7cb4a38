import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Camera } from '@protocol';
import { Audit } from '../audit/Audit';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Still } from '../pictures/PictureWatch';
import { Connections } from '../wire/Connections';
import { HttpServer, type RouteHandlers } from '../wire/http';
import { Metrics } from '../wire/Metrics';
import { playbackRoutes } from './playbackRoutes';
import { RecordedFiles } from './RecordedFiles';
import { RecordedViews } from './RecordedViews';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const START_LIMIT_MS = 120_000;
const MEDIA = '0123456789abcdefghij';
const MINUTE_MS = 60_000;

const camera: Camera = {
  ...{ id: 'car:front', vehicleId: 'car', view: 'front', state: 'live', reason: null, producerId: null },
};
const segment: SegmentRow = {
  ...{ id: 'closed', vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front' },
  ...{ groupId: null, burstId: null, source: 'live', path: 'closed.webm', mimeType: 'video/webm' },
  ...{ startedAt: 1_000, endedAt: 9_000, state: 'closed', bytes: MEDIA.length, initBytes: 4 },
  ...{ keyOffset: 10, keyBytes: 5, keyAt: 5_000 },
  ...{ damages: [], capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
};

describe('recorded media over HTTP', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let http: HttpServer;
  let now = 1_795_000_000_000;
  let written = true;
  let still: Still | null = null;
  let home = 'east';
  const clock = (): number => now;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    const recordings = join(folder.path, 'recordings');
    await mkdir(recordings);
    await writeFile(join(recordings, 'closed.webm'), MEDIA);
    // An open file is longer than what the index knows to be whole.
    await writeFile(join(recordings, 'open.webm'), `${MEDIA}half a fragment`);
    await new SegmentsTable(databases.main).put([
      segment,
      { ...segment, id: 'open', path: 'open.webm', state: 'open', keyOffset: null, keyBytes: null, keyAt: null },
      { ...segment, id: 'gone', path: 'gone.webm', keyOffset: null, keyBytes: null, keyAt: null },
    ]);
    const audit = new Audit(clock);
    http = await HttpServer.create({ host: '127.0.0.1', port: 0, tls: null });
    await http.open({
      access: { authorise: () => Promise.resolve() },
      sessions: {
        byToken: (name) => ({
          ...{ id: `session of ${name}`, accountId: name, name, vehicleId: null, deviceId: null },
          ...{ grants: [], expiresAt: Number.MAX_SAFE_INTEGER },
        }),
      },
      refusals: { record: () => undefined },
      metrics: Metrics.create({ connections: new Connections() }),
      log: pino({ level: 'silent' }),
      config: { metricsToken: null },
      pages: {
        config: { map: { styleUrl: null, tilesUrl: null, tilesAreGcj02: false }, tls: null },
        folder: folder.path,
        demoAccounts: [],
      },
      // Only recorded media is asked for here.
      routeHandlers: playbackRoutes({
        recording: { files: new RecordedFiles([recordings]) },
        database: databases.main,
        fleet: {
          camera: (cameraId) => (cameraId === camera.id ? camera : null),
          locateVehicle: () => ({ placeId: home, vehicleIds: ['car'] }),
        },
        pictures: { posterOf: () => still },
        views: new RecordedViews({
          database: databases.main,
          audit: {
            writeAll: (database, entries) =>
              written ? audit.writeAll(database, entries) : Promise.reject(new Error('the database is away')),
          },
          clock,
        }),
      }) as RouteHandlers,
      health: () => Promise.resolve({ ok: true }),
    });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await http.close();
    await databases.close();
    await folder.remove();
  });

  const ask = (
    path: string,
    { as = 'li', range, method = 'GET' }: { as?: string; range?: string; method?: string } = {},
  ) =>
    fetch(`http://127.0.0.1:${http.port}/media${path}`, {
      method,
      headers: { authorization: `Bearer ${as}`, ...(range === undefined ? {} : { range }) },
    });
  const rowsOf = (accountId: string) =>
    databases.main
      .selectFrom('audit')
      .select(['action', 'subjectKind', 'subjectId', 'placeId', 'details'])
      .where('accountId', '=', accountId)
      .orderBy('number')
      .execute();

  it('is sent whole, or in the part that a player asks for', async () => {
    const whole = await ask('/segments/closed');
    expect([whole.status, await whole.text()]).toEqual([200, MEDIA]);
    expect(whole.headers.get('accept-ranges')).toBe('bytes');
    expect(whole.headers.get('content-type')).toBe('video/webm');
    const parts = await Promise.all(
      ['bytes=0-3', 'bytes=4-', 'bytes=-5', 'bytes=15-99'].map(async (range) => {
        const part = await ask('/segments/closed', { range });
        return [part.status, part.headers.get('content-range'), await part.text()];
      }),
    );
    expect(parts).toEqual([
      [206, 'bytes 0-3/20', '0123'],
      [206, 'bytes 4-19/20', '456789abcdefghij'],
      [206, 'bytes 15-19/20', 'fghij'],
      [206, 'bytes 15-19/20', 'fghij'],
    ]);
    const beyond = await ask('/segments/closed', { range: 'bytes=20-' });
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */20']);
  });

  it('is described without being sent', async () => {
    const head = await ask('/segments/closed', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '20', '']);
    const poster = await ask('/cameras/car:front/poster', { method: 'HEAD' });
    expect([poster.status, poster.headers.get('content-length'), await poster.text()]).toEqual([200, '9', '']);
  });

  it('goes up to the last whole fragment while it is being recorded, and is not kept by the browser', async () => {
    const open = await ask('/segments/open');
    expect(await open.text()).toBe(MEDIA);
    expect(open.headers.get('cache-control')).toBe('no-store');
  });

  it('is not found where the disk has it no more', async () => {
    expect((await ask('/segments/gone', { as: 'nobody' })).status).toBe(404);
    expect((await ask('/segments/never', { as: 'nobody' })).status).toBe(404);
    expect((await ask('/cameras/car:rear/poster', { as: 'nobody' })).status).toBe(404);
    expect(await rowsOf('nobody')).toEqual([]);
  });

  it('leaves an audit row for each that is viewed, and another one after ten minutes', async () => {
    for (const range of ['bytes=0-3', 'bytes=4-9', 'bytes=10-']) await ask('/segments/closed', { as: 'wang', range });
    await ask('/segments/open', { as: 'wang' });
    now += 9 * MINUTE_MS;
    await ask('/segments/closed', { as: 'wang' });
    now += MINUTE_MS;
    await ask('/segments/closed', { as: 'wang' });
    const row = (subjectId: string) => ({
      ...{ action: 'recording.play', subjectKind: 'segment', subjectId, placeId: 'east' },
      details: { track: 'camera', startedAt: 1_000, vehicle: 'car' },
    });
    expect(await rowsOf('wang')).toEqual([row('closed'), row('open'), row('closed')]);
  });

  it('leaves an audit row for the newest picture of a camera, too', async () => {
    const poster = await ask('/cameras/car:front/poster', { as: 'zhao' });
    expect([poster.status, await poster.text()]).toEqual([200, '0123abcde']);
    expect(poster.headers.get('x-captured-at')).toBe('5000');
    await ask('/cameras/car:front/poster', { as: 'zhao' });
    expect(await rowsOf('zhao')).toEqual([
      {
        ...{ action: 'video.poster', subjectKind: 'camera', subjectId: 'car:front', placeId: 'east' },
        details: { capturedAt: 5_000 },
      },
    ]);
  });

  it('has no picture of a camera that was recorded before its vehicle came from another place', async () => {
    home = 'west';
    const poster = await ask('/cameras/car:front/poster', { as: 'sun' });
    home = 'east';
    expect(poster.status).toBe(404);
    expect(await rowsOf('sun')).toEqual([]);
  });

  it('have the picture that was decoded already as the poster, where it is of the last moments', async () => {
    still = { jpeg: Buffer.from('a jpeg'), capturedAt: 6_000 };
    const poster = await ask('/cameras/car:front/poster', { as: 'qian' });
    still = null;
    expect([poster.status, poster.headers.get('content-type'), await poster.text()]).toEqual([
      ...[200, 'image/jpeg', 'a jpeg'],
    ]);
    expect(poster.headers.get('x-captured-at')).toBe('6000');
    const row = await databases.main
      .selectFrom('audit')
      .select(['action', 'details'])
      .where('actorName', '=', 'qian')
      .executeTakeFirst();
    expect(row).toEqual({ action: 'video.poster', details: { capturedAt: 6_000 } });
  });

  it('is not sent where its audit row cannot be written', async () => {
    written = false;
    const answers = await Promise.all(
      ['/segments/closed', '/cameras/car:front/poster'].map((path) => ask(path, { as: 'sun' })),
    );
    written = true;
    expect(answers.map(({ status }) => status)).toEqual([500, 500]);
    for (const answer of answers) expect(await answer.text()).not.toContain('0123');
  });
});
