import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RequestError } from '@protocol';
import type { AuditEntry } from '../audit/Audit';
import { oggPackets } from '../demo/oggPackets';
import { HandMadeConnections } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import { BurstsTable } from '../voice/BurstsTable';
import { RecordedFiles } from '../recording/RecordedFiles';
import { voiceLogRoutes } from './voiceLogRoutes';

/** The first run on a machine makes the empty cluster that the later ones copy. */
const DATABASE_LIMIT_MS = 120_000;

const packets = Array.from({ length: 90 }, (_, number) => Buffer.alloc(50, number).fill(0x48, 0, 1));

describe('the sound of the voice log over HTTP', () => {
  let folder: string;
  let databases: Databases;
  let http: FastifyInstance;
  const audited: AuditEntry[] = [];
  const caller = new HandMadeConnections().signIn('desk', null);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'voice-log-routes-'));
    databases = await openEmptyDatabases(folder);
    const database = databases.main;
    await new BurstsTable(database).begin(
      {
        ...{ id: 'burst-1', groupId: 'g', groupName: '市', placeId: 'city', speakerName: '张伟', accountId: 'a' },
        ...{ vehicleId: null, startedAt: 1_000 },
      },
      null,
    );
    await new BurstsTable(database).end('burst-1', { endedAt: 2_800, reason: 'released' });
    for (const [number, from, to] of [
      [1, 0, 50],
      [2, 50, 90],
    ] as const) {
      const muxer = FragmentedMp4.forOpus(2);
      const head = muxer.initialisation();
      const samples = packets
        .slice(from, to)
        .map((data, index) => ({ time: index * 960, duration: 960, key: true, data }));
      const file = Buffer.concat([head, muxer.fragment(samples)]);
      // What the recorder has not yet written down in its journal is not yet part of the burst.
      await writeFile(join(folder, `${number}.mp4`), Buffer.concat([file, Buffer.from('half a fragm')]));
      await database
        .insertInto('segments')
        .values({
          ...{ id: `s${number}`, vehicleId: null, placeId: 'city', track: 'talk', cameraView: null, groupId: 'g' },
          ...{ burstId: 'burst-1', source: 'live', path: `${number}.mp4`, mimeType: 'audio/mp4', startedAt: number },
          ...{ endedAt: number + 1, state: 'closed', bytes: file.length, initBytes: head.length },
          ...{ keyOffset: null, keyBytes: null, keyAt: null },
        })
        .execute();
    }
    const routes = voiceLogRoutes({
      database,
      recording: { files: new RecordedFiles([folder]) },
      recent: { file: (groupId) => (groupId === 'g' ? Buffer.from('OggS of the last 30 s') : null) },
      audit: {
        write: (_, entry) => {
          audited.push(entry);
          return Promise.resolve(1);
        },
      },
    });
    http = Fastify();
    http.setErrorHandler((error, _, reply) =>
      reply
        .code(error instanceof RequestError ? 404 : 500)
        .send({ code: error instanceof RequestError ? error.code : '' }),
    );
    http.get<{ Params: { burstId: string } }>('/media/bursts/:burstId', (request, reply) =>
      routes['GET /media/bursts/:burstId'](request.params, { caller, request, reply }),
    );
    http.get<{ Params: { groupId: string } }>('/media/groups/:groupId/recent', (request, reply) =>
      routes['GET /media/groups/:groupId/recent'](request.params, { caller, request, reply }),
    );
  }, DATABASE_LIMIT_MS);
  afterAll(async () => {
    await http.close();
    await databases.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives a burst of several segments as one file, the same in parts as in one piece', async () => {
    const whole = await http.inject('/media/bursts/burst-1');
    expect(whole.headers['content-type']).toBe('audio/ogg; codecs=opus');
    expect(oggPackets(whole.rawPayload)).toEqual(packets);
    const headers = (range: string) => ({ headers: { range } });
    const [first, rest] = await Promise.all(
      ['bytes=0-999', 'bytes=1000-'].map((range) => http.inject({ url: '/media/bursts/burst-1', ...headers(range) })),
    );
    expect([first?.statusCode, first?.headers['content-range']]).toEqual([
      206,
      `bytes 0-999/${whole.rawPayload.length}`,
    ]);
    expect(Buffer.concat([first?.rawPayload ?? Buffer.alloc(0), rest?.rawPayload ?? Buffer.alloc(0)])).toEqual(
      whole.rawPayload,
    );
    const beyond = await http.inject({ url: '/media/bursts/burst-1', ...headers('bytes=99999999-') });
    expect(beyond.statusCode).toBe(416);
  });

  it('writes down who listened to it', async () => {
    audited.length = 0;
    await http.inject('/media/bursts/burst-1');
    await http.inject({ url: '/media/bursts/burst-1', headers: { range: 'bytes=1000-' } });
    expect(audited).toMatchObject([
      {
        action: 'recording.play',
        subject: { kind: 'burst', id: 'burst-1' },
        placeId: 'city',
        details: { group: '市' },
      },
    ]);
  });

  it('finds nothing where nothing was recorded or said', async () => {
    expect((await http.inject('/media/bursts/another')).json()).toEqual({ code: 'not-found' });
    expect((await http.inject('/media/groups/another/recent')).json()).toEqual({ code: 'not-found' });
    expect((await http.inject('/media/groups/g/recent')).payload).toBe('OggS of the last 30 s');
  });
});
