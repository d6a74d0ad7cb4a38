import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CustodyEntry, EvidencePackage, EvidenceScope } from '@protocol';
import { custodyOf } from '../signaling-server/evidence/custodyOf';
import { EvidenceWorld, everywhere, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { Marks } from '../signaling-server/marks/Marks';
import type { SegmentRow } from '../signaling-server/recording/SegmentsTable';
import { RecordedViews } from '../signaling-server/recording/RecordedViews';
import { reviewHandlers } from '../signaling-server/review/reviewHandlers';
import type { SignedInCaller } from '../signaling-server/wire/Caller';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
const MINUTE_MS = 60_000;
const REASON = '占道经营案件取证';
const scope: EvidenceScope = {
  ...{ from: WORLD_START, to: WORLD_START + 8_000, withCopies: false, category: 'case', reason: REASON },
  tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
};

/** Somebody at a desk of his own. */
const personAt = (world: EvidenceWorld, name: string, address: string): SignedInCaller => ({
  ...{ connectionId: name, address },
  session: { ...world.supervisor.session, id: name, accountId: name, name },
});

describe('the custody of a recording', () => {
  let world: EvidenceWorld;
  let zip: string;
  /** When each deed was done. */
  const doneAt = new Map<string, number>();

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    const { audit, databases } = world;
    const database = databases.main;
    await world.record('front', WORLD_START, 10);
    await world.record('front', WORLD_START + 4_000, 10);
    await world.fill([]);
    await world.seal();
    const clock = (): number => world.now;
    const does = async (deed: string, work: () => Promise<unknown>): Promise<void> => {
      world.now += MINUTE_MS;
      doneAt.set(deed, world.now);
      await work();
    };
    const placeId = 'east';
    const rows: SegmentRow[] = await database.selectFrom('segments').selectAll().execute();

    const views = new RecordedViews({ database, audit, clock });
    await does('view', async () => {
      const viewer = personAt(world, '观看人', '10.0.0.1');
      for (const { id } of rows) {
        // A player asks for each file again and again: it is one view.
        for (let piece = 0; piece < 3; piece += 1) {
          await views.write(viewer, { action: 'recording.play', subject: { kind: 'segment', id }, placeId });
        }
      }
    });
    await does('clip', async () => {
      const span = { from: WORLD_START + 1_000, to: WORLD_START + 6_000 };
      const mark = { clientKey: 'clip', ...span, name: '占道', text: '摊位越线' };
      const cameras = [{ vehicleId: 'car', view: 'front' as const }];
      await new Marks({ database, audit, clock }).add({ ...mark, cameras }, personAt(world, '剪辑人', '10.0.0.2'), [
        placeId,
      ]);
    });
    await does('share', async () => {
      const handlers = reviewHandlers({
        ...{ database, audit },
        access: { everyPlaceWith: () => [placeId] },
      });
      const link = { vehicleIds: ['car'], at: WORLD_START + 5_000, camera: null, reason: '请复核越线' };
      await handlers['review:share'](link, personAt(world, '分享人', '10.0.0.3'));
    });
    let settle: (made: EvidencePackage) => void = () => undefined;
    const made = new Promise<EvidencePackage>((resolve) => (settle = resolve));
    const packages = await world.packages((changed) => {
      if (['done', 'failed', 'cancelled'].includes(changed.state)) settle(changed);
    });
    await does('export', async () => {
      await packages.request(scope, personAt(world, '导出人', '10.0.0.4'), everywhere);
      zip = join(world.folder, 'evidence', `${(await made).id}.zip`);
    });
    await packages.close();
  }, LONG_MS);
  afterAll(async () => await world.close());

  const entries = async (): Promise<Pick<CustodyEntry, 'action' | 'actorName' | 'reason'>[]> => {
    const span = { vehicleId: 'car', from: WORLD_START, to: WORLD_START + 8_000 };
    const view = { placeIds: ['east'], nameOf: () => '江岸区' };
    return (await custodyOf(world.databases.main, span, view)).entries;
  };
  const said = (deed: string, differences: object): unknown =>
    expect.objectContaining({ placeName: '江岸区', at: doneAt.get(deed), ...differences });

  it('holds every view, clip, share and export, with person, place, reason and time, beside the recording', async () => {
    const list = await entries();
    const person = (actorName: string, address: string) => ({ actorName, address });
    expect(list).toContainEqual(
      said('view', { action: 'recording.play', ...person('观看人', '10.0.0.1'), segments: 2, cameraView: null }),
    );
    expect(list).toContainEqual(
      said('clip', {
        ...{ action: 'recording.clip', ...person('剪辑人', '10.0.0.2') },
        ...{ reason: '占道 · 摊位越线', segments: 2 },
      }),
    );
    expect(list).toContainEqual(
      said('share', {
        ...{ action: 'recording.share', ...person('分享人', '10.0.0.3') },
        ...{ reason: '请复核越线', segments: 1, cameraView: 'front' },
      }),
    );
    expect(list).toContainEqual(
      said('export', {
        ...{ action: 'evidence.export', ...person('导出人', '10.0.0.4') },
        ...{ reason: REASON, segments: 2 },
      }),
    );
    expect(list.filter(({ action }) => action === 'recording.play')).toHaveLength(1);
  });

  it('goes into the package, where the verifier reads the same under the signed head', async () => {
    const { findings, custody } = await verifyFile(zip);
    expect(findings).toEqual([]);
    expect(
      custody.map(({ at, actorName, address, action, reason }) => [at, actorName, address, action, reason]),
    ).toEqual([
      [doneAt.get('view'), '观看人', '10.0.0.1', 'recording.play', ''],
      [doneAt.get('clip'), '剪辑人', '10.0.0.2', 'recording.clip', '占道 · 摊位越线'],
      [doneAt.get('share'), '分享人', '10.0.0.3', 'recording.share', '请复核越线'],
      [doneAt.get('export'), '导出人', '10.0.0.4', 'evidence.export', REASON],
    ]);
  });
});
