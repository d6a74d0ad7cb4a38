import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { STANDBY_ARGUMENT } from '../standBy';
import { RecorderCaller, startRecorder, vehicleTrack } from './recorderForTests';
import { VolumeLock } from './VolumeLock';

/** Node and tsx start several times over, beside whatever else the machine is doing. */
const PATIENCE_MS = 120_000;

/** What the supervisor does with one is tried beside it, in `setup/`; here is the recorder's part. */
describe('a recorder that stands by for another one', { timeout: PATIENCE_MS }, () => {
  let folder: string;
  const processes: ChildProcess[] = [];

  const start = (more: Parameters<typeof startRecorder>[2] = null): ChildProcess => {
    const recorder = startRecorder(folder, '', more);
    processes.push(recorder);
    return recorder;
  };
  /** With a channel to speak on, as the supervisor starts it; settles once it says that it stands by. */
  const standBy = async (): Promise<ChildProcess> => {
    const recorder = start({ argument: STANDBY_ARGUMENT, stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    const said = new Promise<unknown>((resolve) => void recorder.once('message', resolve));
    expect(await said).toBe('standing-by');
    return recorder;
  };
  const opens = async (caller: RecorderCaller, streamId: string): Promise<void> => {
    caller.send({ type: 'open-stream', streamId, track: vehicleTrack, bursts: false });
    expect(await caller.portOf(streamId)).toBeGreaterThan(0);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-standby-'));
  });
  afterEach(async () => {
    for (const recorder of processes.splice(0)) {
      if (recorder.exitCode !== null || recorder.signalCode !== null) continue;
      const ended = once(recorder, 'exit');
      recorder.kill('SIGKILL');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds nothing while the other one records, and has its volume and its door once that one was killed', async () => {
    const first = start();
    const caller = await RecorderCaller.create(folder);
    const second = await standBy();
    await opens(caller, 'before');
    expect(caller.messages[0]).toMatchObject({ type: 'hello', processId: first.pid });

    const ended = once(first, 'exit');
    first.kill('SIGKILL');
    await ended;
    caller.close();
    // Whoever comes first gets the volume: the one that stands by has not taken it.
    VolumeLock.take(join(folder, 'recordings')).close();

    second.send('take-over');
    const next = await RecorderCaller.create(folder);
    expect(next.messages[0]).toMatchObject({ type: 'hello', processId: second.pid });
    await opens(next, 'after');
    expect(() => VolumeLock.take(join(folder, 'recordings'))).toThrow();
    next.close();
  });

  it('lives on without the supervisor once it has taken over, and ends in good order when it is told to', async () => {
    const recorder = await standBy();
    const parted = once(recorder, 'disconnect');
    recorder.send('take-over');
    await parted;
    const caller = await RecorderCaller.create(folder);
    await opens(caller, 'alone');
    const ended = once(recorder, 'exit');
    recorder.kill('SIGTERM');
    expect(await ended).toEqual([0, null]);
    caller.close();
  });
});
