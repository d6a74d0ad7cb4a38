import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EvidencePackage, EvidenceScope } from '@protocol';
import type { EvidencePackages } from './EvidencePackages';
import { EvidenceWorld, everywhere, WORLD_START } from './EvidenceWorld';
import type { PackagerListener, PackagerResult } from './PackagerProcess';
import { PackagesTable } from './PackagesTable';

const LONG_MS = 120_000;
const scope: EvidenceScope = {
  ...{ from: WORLD_START, to: WORLD_START + 4_000, withCopies: false, category: 'case', reason: '占道经营案件取证' },
  tracks: [{ vehicleId: 'car', track: 'camera', cameraView: 'front' }],
};

/** A packager that says and ends what a test wants, when it wants it. */
class HandMadePackager {
  #settle: (result: PackagerResult) => void = () => undefined;
  readonly result = new Promise<PackagerResult>((resolve) => (this.#settle = resolve));

  constructor(readonly listener: PackagerListener) {}

  end(result: PackagerResult): void {
    this.#settle(result);
  }

  async close(): Promise<void> {
    this.end({ outcome: 'failed', why: 'internal', message: 'ended', wasKilled: false });
    await this.result;
  }
}

describe('the record of a package', () => {
  let world: EvidenceWorld;
  let packages: EvidencePackages;
  const told: EvidencePackage[] = [];
  const waiting: (() => void)[] = [];
  let started: (packager: HandMadePackager) => void = () => undefined;

  const until = async (is: (one: EvidencePackage) => boolean): Promise<EvidencePackage> => {
    for (;;) {
      const found = told.find(is);
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const nextPackager = (): Promise<HandMadePackager> => new Promise((resolve) => (started = resolve));
  const actionsOn = async (packageId: string): Promise<string[]> => {
    const rows = await world.databases.main
      .selectFrom('audit')
      .select('action')
      .where('subjectId', '=', packageId)
      .orderBy('number')
      .execute();
    return rows.map(({ action }) => action);
  };

  beforeAll(async () => {
    world = await EvidenceWorld.create();
    await world.fill([await world.record('front', WORLD_START, 10)]);
    await world.seal();
    packages = await world.packages(
      (changed) => {
        told.push(changed);
        waiting.splice(0).forEach((resolve) => resolve());
      },
      () => undefined,
      (_, __, listener) => {
        const packager = new HandMadePackager(listener);
        started(packager);
        return packager;
      },
    );
  }, LONG_MS);
  afterAll(async () => {
    await packages.close();
    await world.close();
  });

  it('stays finished where what was said of the progress is only written after it', { timeout: LONG_MS }, async () => {
    const begins = nextPackager();
    const { id } = await packages.request(scope, world.supervisor, everywhere);
    const packager = await begins;
    packager.listener.onProgress(40);
    await until((one) => one.id === id && one.percent === 40);
    packager.end({ outcome: 'done', bytes: 1_000 });
    const finished = await until((one) => one.id === id && one.state === 'done');
    const table = new PackagesTable(world.databases.main);
    // What the packager had said before is written now, by whoever knew the package as one that is being made.
    expect(await table.advance(id, 60)).toBeNull();
    packager.listener.onProgress(70);
    expect(await table.find(id)).toMatchObject({ state: 'done', percent: 100, bytes: 1_000 });
    expect(told.at(-1)).toEqual(finished);
    expect(await actionsOn(id)).toEqual(['evidence.export', 'evidence.packaged']);
  });

  it('never goes back, and is told in one order', { timeout: LONG_MS }, async () => {
    const begins = nextPackager();
    const { id } = await packages.request(scope, world.supervisor, everywhere);
    const packager = await begins;
    [30, 20, 50, 50, 40].forEach((percent) => packager.listener.onProgress(percent));
    packager.end({ outcome: 'done', bytes: 1_000 });
    await until((one) => one.id === id && one.state === 'done');
    const own = told.filter((one) => one.id === id);
    expect(own.map(({ revision }) => revision)).toEqual(own.map((_, index) => index + 1));
    const percents = own.map(({ percent }) => percent);
    expect(percents).toEqual([...percents].sort((one, other) => one - other));
    expect(percents.at(-1)).toBe(100);
  });

  it('is finished or cancelled, never both, and the audit record says which', { timeout: LONG_MS }, async () => {
    const begins = nextPackager();
    const { id } = await packages.request(scope, world.supervisor, everywhere);
    const packager = await begins;
    packager.end({ outcome: 'done', bytes: 1_000 });
    await until((one) => one.id === id && one.state === 'done');
    await expect(packages.cancel(id, world.supervisor)).rejects.toMatchObject({ code: 'conflict' });
    const again = nextPackager();
    const second = await packages.request(scope, world.supervisor, everywhere);
    const other = await again;
    const cancelled = await packages.cancel(second.id, world.supervisor);
    other.end({ outcome: 'done', bytes: 1_000 });
    await packages.close();
    expect(cancelled.state).toBe('cancelled');
    expect((await packages.list(['east'])).find((one) => one.id === second.id)?.state).toBe('cancelled');
    expect(await actionsOn(id)).toEqual(['evidence.export', 'evidence.packaged']);
    expect(await actionsOn(second.id)).toEqual(['evidence.export', 'evidence.cancel']);
  });
});
