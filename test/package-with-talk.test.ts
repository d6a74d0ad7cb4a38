import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EvidenceWorld, WORLD_START } from '../signaling-server/evidence/EvidenceWorld';
import { ExportRights } from '../signaling-server/evidence/ExportRights';
import { Places } from '../signaling-server/people/Places';
import { PackedZip } from './fixtures/PackedZip';
import { verifyFile } from './fixtures/verifyFile';

const LONG_MS = 300_000;
const at = (second: number): number => WORLD_START + second * 1_000;

/** What was said, where, and to whom; one after the other. */
const spoken = [
  { burstId: 'in-the-team', placeId: 'east', isHeard: true },
  { burstId: 'in-the-district', placeId: 'district', isHeard: true },
  { burstId: 'to-others', placeId: 'district', isHeard: false },
  { burstId: 'in-the-city', placeId: 'city', isHeard: true },
  { burstId: 'about-an-alarm', placeId: 'east', isHeard: true, alarmId: 'alarm' },
  // A talker is not among those who hear it.
  { burstId: 'said-in-the-district', placeId: 'district', isHeard: false, vehicleId: 'car' },
] as const;

interface ManifestJson {
  readonly leftOut: readonly { readonly segmentId: string; readonly why: string }[];
  readonly recordings: readonly {
    readonly track: string;
    readonly segments: readonly { readonly burstId: string | null }[];
  }[];
}

describe('the talk in a package of one vehicle of a team', () => {
  let world: EvidenceWorld;
  const files = new Map<string, string>();
  const places = Places.of([
    { id: 'city', name: '市', kind: 'city', parentId: null },
    { id: 'district', name: '区', kind: 'district', parentId: 'city' },
    { id: 'east', name: '一中队', kind: 'team', parentId: 'district' },
    { id: 'other', name: '二中队', kind: 'team', parentId: 'district' },
  ]);
  const rights = new ExportRights(
    { everyPlaceWith: ({ grants }) => grants.flatMap(({ placeId }) => places.everyPlaceUnder(placeId)) },
    places,
    { levelOf: (_, category) => (category === 'alarm' ? 'district' : 'team') },
  );

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    world.places = places;
    world.rights = rights;
    await world.fill([await world.record('front', at(0), 50)]);
    const { main } = world.databases;
    for (const [index, { burstId, placeId, isHeard, ...about }] of spoken.entries()) {
      const [startedAt, endedAt] = [at(1 + index * 3), at(2 + index * 3)];
      const group = { groupId: `place-${placeId}`, placeId };
      files.set(burstId, await world.recordTalk(group, burstId, startedAt));
      await main
        .insertInto('bursts')
        .values({
          ...{ id: burstId, ...group, groupName: placeId, speakerName: '指挥员', accountId: 'desk', vehicleId: null },
          ...{ startedAt, endedAt, endReason: null, orderId: null, ...about },
        })
        .execute();
      await main
        .insertInto('burstReceivers')
        .values({
          ...{ burstId, receiverId: isHeard ? 'car' : 'van', kind: 'vehicle', name: '鄂A', startedAt },
          ...{ forwardedPackets: null, forwardedLost: null, playedAt: null, playedMs: null, concealedMs: null },
          ...{ late: null, reason: null },
        })
        .execute();
    }
    await world.seal();
  }, LONG_MS);
  afterAll(async () => await world.close());

  const packageFor = async (placeId: string) => {
    const session = { ...world.supervisor.session, grants: [{ role: 'supervisor' as const, placeId }] };
    const zip = await world.makePackage(
      {
        ...{ from: at(0), to: at(18), withCopies: false, category: 'case', reason: '指挥过程取证' },
        tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
      },
      rights.of(session),
    );
    const packed = await PackedZip.create(zip);
    const manifest = JSON.parse(packed.of('manifest.json').toString()) as ManifestJson;
    const talk = manifest.recordings.filter(({ track }) => track === 'talk').flatMap(({ segments }) => segments);
    const { leftOut } = manifest;
    return { zip, packed, leftOut, talk: talk.map(({ burstId }) => burstId), id: basename(zip, '.zip') };
  };
  const refused = (...burstIds: string[]) =>
    burstIds.map((burstId) => ({ segmentId: files.get(burstId), why: 'not-permitted' }));
  const placeOf = async (packageId: string): Promise<string | undefined> =>
    (
      await world.databases.main
        .selectFrom('evidencePackages')
        .select('placeId')
        .where('id', '=', packageId)
        .executeTakeFirst()
    )?.placeId;

  it(
    'is what it heard and said in its team for whoever exports of that team, and the rest is named as left out for want of rights',
    async () => {
      const { zip, packed, talk, leftOut, id } = await packageFor('east');
      expect(talk).toEqual(['in-the-team']);
      expect(leftOut).toEqual(refused('in-the-district', 'in-the-city', 'about-an-alarm', 'said-in-the-district'));
      const told = JSON.parse(packed.of('data/bursts.json').toString()) as { readonly id: string }[];
      // Who spoke and when is known of all that it heard, and of nothing that others heard.
      expect(told.map((burst) => burst.id)).toEqual([
        'in-the-team',
        'in-the-district',
        'in-the-city',
        'about-an-alarm',
        'said-in-the-district',
      ]);
      expect(await placeOf(id)).toBe('east');
      const verdict = await verifyFile(zip);
      expect(verdict.findings).toEqual([]);
      expect(verdict.facts).toMatchObject({ leftOut: 0, leftOutTalk: 4 });
    },
    LONG_MS,
  );

  it(
    'is that of its district, too, for whoever exports of the district, to which the package then belongs',
    async () => {
      const { zip, packed, talk, leftOut, id } = await packageFor('district');
      expect([...talk].sort()).toEqual(['about-an-alarm', 'in-the-district', 'in-the-team', 'said-in-the-district']);
      expect(leftOut).toEqual(refused('in-the-city'));
      expect(packed.of(packed.path('originals/talk-place-district/', '.mp4')).toString()).toContain('in-the-district');
      expect(await placeOf(id)).toBe('district');
      expect((await verifyFile(zip)).findings).toEqual([]);
      // Custody tells of each file of talk that was handed out, as of what cameras recorded.
      const rows = await world.databases.main.selectFrom('audit').select(['subjectId', 'details']).execute();
      const handedOut = rows.flatMap(({ subjectId, details }) =>
        details['package'] === id && details['track'] === 'talk' ? subjectId : [],
      );
      expect(handedOut.sort()).toEqual([...talk].map((burstId) => files.get(burstId ?? '')).sort());
    },
    LONG_MS,
  );

  it(
    'is all that it heard for whoever exports of the whole centre',
    async () => {
      const { talk, leftOut, id } = await packageFor('city');
      expect([...talk].sort()).toEqual([
        'about-an-alarm',
        'in-the-city',
        'in-the-district',
        'in-the-team',
        'said-in-the-district',
      ]);
      expect(leftOut).toEqual([]);
      expect(await placeOf(id)).toBe('city');
    },
    LONG_MS,
  );
});
