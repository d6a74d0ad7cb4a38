import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { Places } from '../people/Places';
import { PlacesTable } from '../people/PlacesTable';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { digestOf } from '../recorder/digestOf';
import { RecordedFiles } from '../recording/RecordedFiles';
import type { SignedInCaller } from '../wire/Caller';
import { Stills } from './Stills';

const START_LIMIT_MS = 120_000;
const START = Date.UTC(2026, 10, 21, 13);
const FRAME_MS = 40;
const places = [{ id: 'east', name: '东区', kind: 'district' as const, parentId: null }];
const caller: SignedInCaller = {
  connectionId: 'desk',
  address: '::1',
  session: {
    ...{ id: 'session', accountId: 'wang', name: '王督察', grants: [], vehicleId: null, deviceId: null },
    expiresAt: Number.MAX_SAFE_INTEGER,
  },
};

/** How wide and high a picture is. */
function sizeOf(path: string): string {
  const probe = ['-v', 'error', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', path];
  return execFileSync('ffprobe', probe, { encoding: 'utf8' }).trim();
}

describe('a still', () => {
  let folder: Awaited<ReturnType<typeof emptyDataFolder>>;
  let databases: Databases;
  let stills: Stills;
  let original: Buffer;

  beforeAll(async () => {
    folder = await emptyDataFolder();
    databases = await openEmptyDatabases(folder.path);
    await new PlacesTable(databases.main).add(places);
    const volume = join(folder.path, 'volume');
    await mkdir(volume);
    const source = ['-f', 'lavfi', '-i', 'testsrc=size=320x180:rate=25', '-t', '2', '-c:v', 'libx264', '-bf', '0'];
    const fragmented = ['-pix_fmt', 'yuv420p', '-movflags', '+frag_keyframe+empty_moov+default_base_moof'];
    execFileSync('ffmpeg', ['-v', 'error', ...source, ...fragmented, join(volume, 'a.mp4')]);
    original = await readFile(join(volume, 'a.mp4'));
    await databases.main
      .insertInto('segments')
      .values({
        ...{ id: 'segment', vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: 'front', groupId: null },
        ...{ burstId: null, source: 'live', path: 'a.mp4', mimeType: 'video/mp4' },
        ...{ startedAt: START, endedAt: START + 2_000, state: 'closed', bytes: original.length, initBytes: 700 },
        ...{ keyOffset: null, keyBytes: null, keyAt: null },
      })
      .execute();
    const position = { number: 1, at: START, longitude: 114.3, latitude: 30.6, speed: 5, heading: 90, accuracy: 8 };
    stills = await Stills.create({
      ...{ database: databases.main, places: Places.of(places), audit: new Audit(() => 5), clock: () => 5 },
      ...{ folder: join(folder.path, 'stills'), plateOf: () => '鄂A·3Z071' },
      recording: { files: new RecordedFiles([volume]) },
      trackOf: () => Promise.resolve([position]),
    });
  }, START_LIMIT_MS);
  afterAll(async () => {
    await databases.close();
    await folder.remove();
  });

  it('is the picture that is shown at its moment, with a band below it, and says of which bytes it was taken', async () => {
    const wanted = { clientKey: randomUUID(), segmentId: 'segment', at: START + 1_050, reason: '投诉核查' };
    const still = await stills.take(wanted, caller);
    expect(still).toMatchObject({ vehicleId: 'car', cameraView: 'front', plate: '鄂A·3Z071', authorName: '王督察' });
    // 25 pictures a second: at 1,050 ms the one of 1,040 ms is shown.
    expect(still.at).toBe(START + 26 * FRAME_MS);
    expect(still).toMatchObject({ sourceBytes: original.length, sourceSha256: digestOf(original).sha256 });
    const picture = await readFile(stills.fileOf(still.id));
    expect(still).toMatchObject({ bytes: picture.length, sha256: digestOf(picture).sha256 });
    const [width, height] = sizeOf(stills.fileOf(still.id)).split(',').map(Number);
    expect(width).toBe(320);
    expect(height).toBeGreaterThan(180);
    expect(await stills.take(wanted, caller)).toEqual(still);
    const span = { vehicleIds: ['car'], from: START, to: START + 2_000 };
    expect(await stills.list({ ...span, placeIds: ['east'] })).toEqual([still]);
    expect(await stills.list({ ...span, placeIds: ['west'] })).toEqual([]);
    expect(await stills.locate(still.id)).toEqual({ placeId: 'east', vehicleIds: [] });
  });

  it('stands in custody beside its recording, when it is taken and whenever it is handed out', async () => {
    const [still] = await stills.list({ vehicleIds: ['car'], from: START, to: START + 2_000, placeIds: ['east'] });
    await stills.handOut(still?.id ?? '', caller, { placeIds: ['east'], covers: () => true });
    const rows = await databases.main.selectFrom('audit').selectAll().orderBy('number').execute();
    expect(rows).toMatchObject(
      ['recording.still', 'recording.stillHandedOut'].map((action) => ({
        ...{ action, subjectKind: 'segment', subjectId: 'segment', placeId: 'east', actorName: '王督察' },
        details: { still: still?.id, reason: '投诉核查', sha256: still?.sha256 },
      })),
    );
    const noRight = { placeIds: [], covers: () => false };
    await expect(stills.handOut(still?.id ?? '', caller, noRight)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(stills.handOut('none', caller, noRight)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is refused where there is no such recording', async () => {
    const wanted = { clientKey: randomUUID(), segmentId: 'none', at: START, reason: '投诉核查' };
    await expect(stills.take(wanted, caller)).rejects.toMatchObject({ code: 'not-found' });
  });
});
