import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Audit } from '../audit/Audit';
import { silentLog as log } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { SegmentReduction } from '../recorder/reduceSegment';
import { Reduction } from './Reduction';
import { ARCHIVED_BYTES, archivedSegment, putSealed, reductionRules, START } from './reductionForTests';

const PATIENCE_MS = 120_000;
const DAY_MS = 86_400_000;
const HALF_WRITTEN = 'archived-3.unfinished';

/** The process that is killed is a real one; the archive and the recorder are the test's. */
describe('originals that a server had fetched from the archive when it was killed', { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-fetched-'));
  const fetchedTo = join(folder, 'reducing');
  const orders: SegmentReduction[] = [];
  const asked: string[] = [];
  let databases: Databases;
  let reduction: Reduction;

  beforeAll(async () => {
    const program = fileURLToPath(new URL('fetchingForTests.ts', import.meta.url));
    const killed = fork(program, [folder], { execArgv: ['--import', 'tsx'] });
    await once(killed, 'message');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    // It may be killed while it writes, too.
    writeFileSync(join(fetchedTo, HALF_WRITTEN), 'half');

    databases = await openEmptyDatabases(join(folder, 'data'));
    const { main: database } = databases;
    // The first of them is not to be reduced any more: somebody deleted it meanwhile.
    await putSealed(
      database,
      [1, 2, 3].map((index) => archivedSegment(`archived-${index}`, index)),
    );
    const clock = (): number => START + 201 * DAY_MS;
    reduction = await Reduction.create({
      ...{ database, log, clock, folder: fetchedTo, audit: new Audit(clock), rules: () => reductionRules },
      files: {
        sizeOf: () => Promise.resolve(null),
        readWhole: (path) => {
          asked.push(path);
          return Promise.resolve(Buffer.alloc(ARCHIVED_BYTES, 'fetched after the kill'));
        },
      },
      reduce: (order) => {
        orders.push(order);
        return true;
      },
      remove: () => true,
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await reduction.close();
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it('lie there whole, and what was half written is taken off', () => {
    expect(readdirSync(fetchedTo).sort()).toEqual(['archived-0', 'archived-1', 'archived-2']);
    expect(existsSync(join(fetchedTo, HALF_WRITTEN))).toBe(false);
  });

  it('are used and not fetched again, and those that nobody needs any more are taken off', async () => {
    await reduction.sweep();
    expect(asked).toEqual(['archived-3.mp4']);
    expect(orders.map(({ original }) => original.file).sort()).toEqual(
      ['archived-1', 'archived-2', 'archived-3'].map((id) => join(fetchedTo, id)),
    );
    const contentOf = (id: string): string => readFileSync(join(fetchedTo, id), 'utf8');
    expect(contentOf('archived-2')).toBe('fetched be');
    expect(contentOf('archived-3')).toBe('fetched af');
    expect(readdirSync(fetchedTo).sort()).toEqual(['archived-1', 'archived-2', 'archived-3']);
  });
});
