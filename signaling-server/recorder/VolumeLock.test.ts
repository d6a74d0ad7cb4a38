import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startRecorder, RecorderCaller } from './recorderForTests';
import { VolumeLock, VolumeRefused } from './VolumeLock';

describe('VolumeLock', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'zhiqin-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is held once, and can be had again after it was given back', () => {
    const first = VolumeLock.take(folder);
    expect(() => VolumeLock.take(folder)).toThrow(VolumeRefused);
    first.close();
    VolumeLock.take(folder).close();
  });

  it('refuses a folder that cannot be made', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => VolumeLock.take(join(file, 'recordings'))).toThrow(/RECORDINGS_DIR=.* cannot be written/);
  });

  it('refuses, and does not wait for ever, where the kernel denies that a folder can be made', () => {
    expect(() => VolumeLock.take('/proc/zhiqin/recordings')).toThrow(/cannot be written/);
  });

  it(
    'ends a second recorder on the same volume with one sentence and code 78, and does not outlive a killed one',
    { timeout: 120_000 },
    async () => {
      const first = startRecorder(folder);
      (await RecorderCaller.create(folder)).close();
      const second = startRecorder(folder);
      let said = '';
      second.stderr?.on('data', (text: Buffer) => (said += text.toString()));
      const [code] = (await once(second, 'exit')) as [number];
      expect(code).toBe(78);
      expect(said.trim().split('\n')).toHaveLength(1);
      expect(said).toContain('RECORDINGS_DIR');
      first.kill('SIGKILL');
      await once(first, 'exit');
      VolumeLock.take(join(folder, 'recordings')).close();
    },
  );

  it('ends a second recorder that shares but one of several volumes with the first', { timeout: 120_000 }, async () => {
    const shared = join(folder, 'shared');
    const first = startRecorder(join(folder, 'first'), shared);
    (await RecorderCaller.create(join(folder, 'first'))).close();
    const second = startRecorder(join(folder, 'second'), shared);
    let said = '';
    second.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(second, 'exit')) as [number];
    expect(code).toBe(78);
    expect(said).toContain(shared);
    first.kill('SIGKILL');
    await once(first, 'exit');
  });

  it('is not kept by programs that were started while it was held', async () => {
    const lock = VolumeLock.take(folder);
    const child = spawn('sleep', ['20']);
    lock.close();
    VolumeLock.take(folder).close();
    child.kill();
    await once(child, 'exit');
  });
});
