import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EvidencePackage } from '@protocol';
import { childrenRunning } from './fixtures/childRunning';
import { downloadPackage } from './fixtures/exportPackage';
import { expect, test } from './fixtures/journey';
import type { Line } from './fixtures/Line';
import { verifyFile } from './fixtures/verifyFile';
import { waitForRecording } from './fixtures/waitForRecording';

const VEHICLE = '3Z071';
const ENOUGH_MS = 40_000;
const REASON = '占道经营案件 2026-131 取证';
const WITHIN_MS = 180_000;

async function packageOf(line: Line, packageId: string): Promise<EvidencePackage | undefined> {
  return (await line.ask('evidence:packages', {})).packages.find(({ id }) => id === packageId);
}

test('an export goes on where the server was killed in the middle of it, and nothing is audited twice', async ({
  zhiqin,
  openLine,
}) => {
  test.setTimeout(420_000);
  const before = await openLine();
  await before.signIn('supervisor', 'zhiqin-demo');
  await waitForRecording(before, { vehicleId: VEHICLE, enoughMs: ENOUGH_MS, withinMs: 120_000 });
  const asked = await before.ask('evidence:export', {
    ...{ from: Date.now() - 60_000, to: Date.now() - 1_000, withCopies: true, category: 'case', reason: REASON },
    tracks: (['front', 'rear'] as const).map((cameraView) => ({ vehicleId: VEHICLE, track: 'camera', cameraView })),
  });
  const server = zhiqin.processIdOf('server');
  // The packager works: its plan is made, and the copies are on their way.
  await expect.poll(() => childrenRunning(server, 'packager.mjs').length, { timeout: WITHIN_MS }).toBeGreaterThan(0);
  expect((await packageOf(before, asked.id))?.state).toBe('running');
  zhiqin.kill('server');
  await expect.poll(() => childrenRunning(server, 'packager.mjs').length, { timeout: WITHIN_MS }).toBe(0);
  await zhiqin.ready();

  const line = await openLine();
  await line.signIn('supervisor', 'zhiqin-demo');
  await expect
    .poll(async () => (await packageOf(line, asked.id))?.state, { timeout: WITHIN_MS })
    .toMatch(/^(done|failed|cancelled)$/);
  expect(await packageOf(line, asked.id)).toMatchObject({ state: 'done', percent: 100, failure: null });

  const folder = await mkdtemp(join(tmpdir(), 'zhiqin-evidence-'));
  try {
    const zip = join(folder, 'package.zip');
    await downloadPackage(line, zhiqin.address, asked.id, zip);
    const { findings, isComplete, isUnaltered } = await verifyFile(zip);
    expect(findings).toEqual([]);
    expect({ isComplete, isUnaltered }).toEqual({ isComplete: true, isUnaltered: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }

  const search = {
    from: asked.requestedAt - 1_000,
    to: Date.now(),
    text: null,
    outcome: null,
    before: null,
    limit: 200,
  };
  const subject = { kind: 'package', id: asked.id };
  const ofPackage = await line.ask('audit:search', { ...search, subject, action: null });
  const deeds = ofPackage.rows.map(({ action }) => action).sort();
  expect(deeds).toEqual(['evidence.download', 'evidence.export', 'evidence.packaged']);
  const exports = await line.ask('audit:search', { ...search, subject: null, action: 'evidence.export' });
  const exported = exports.rows.filter(({ details }) => details['package'] === asked.id).map((row) => row.subject?.id);
  expect(exported.length).toBeGreaterThan(4);
  expect(new Set(exported).size).toBe(exported.length);
});
