import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BurstJournal, type BegunBurst } from './BurstJournal';

function burst(id: string): BegunBurst {
  return {
    speaker: { address: '10.0.0.1', session: { id: 'session', accountId: 'zhangwei', name: '张伟' } },
    row: {
      ...{ id, groupId: 'place:city', groupName: '全市', placeId: 'city', speakerName: '张伟', accountId: 'zhangwei' },
      ...{ vehicleId: 'vehicle-1', startedAt: 1_000, priority: 5, emergency: false, orderId: null },
    },
    position: { longitude: 114.3, latitude: 30.6, at: 900 },
  };
}

describe('the journal of bursts', () => {
  let folder: string;
  let file: string;
  const left = (): readonly BegunBurst[] => {
    const journal = BurstJournal.create(file);
    journal.close();
    return journal.left;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burst-journal-'));
    file = join(folder, 'bursts.journal');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('has what was noted after its process was killed at once', async () => {
    const source = fileURLToPath(new URL('./BurstJournal.ts', import.meta.url));
    const code = `
      const { BurstJournal } = await import(${JSON.stringify(source)});
      BurstJournal.create(${JSON.stringify(file)}).note(${JSON.stringify(burst('a'))});
      process.kill(process.pid, 'SIGKILL');`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    expect(left()).toEqual([burst('a')]);
    // It is there for the start after the next one too, as long as nobody says that it is written.
    expect(left()).toEqual([burst('a')]);
  });

  it('forgets what is written, and keeps no line of it', async () => {
    const journal = BurstJournal.create(file);
    journal.note(burst('a'));
    journal.note(burst('b'));
    journal.forget(['a']);
    journal.forget(['b']);
    expect(await readFile(file, 'utf8')).toBe('');
    journal.note(burst('c'));
    journal.close();
    expect(left()).toEqual([burst('c')]);
  });

  it('does not grow without end while there is always one that is not written', async () => {
    const journal = BurstJournal.create(file);
    for (let number = 0; number < 6_000; number += 1) {
      journal.note(burst(`burst-${number}`));
      if (number > 0) journal.forget([`burst-${number - 1}`]);
    }
    journal.close();
    expect((await readFile(file)).length).toBeLessThan(1_200_000);
    expect(left().at(-1)).toEqual(burst('burst-5999'));
  });

  it('leaves out a line that its writer did not live to end', () => {
    const journal = BurstJournal.create(file);
    journal.note(burst('a'));
    journal.close();
    appendFileSync(file, '{"speaker":{"addr');
    expect(left()).toEqual([burst('a')]);
  });
});
