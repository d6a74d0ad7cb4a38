import { describe, expect, it } from 'vitest';
import type { ServerProblem } from './desktopApi';
import { ServerChoice } from './ServerChoice';

class SavedInMemory {
  full = false;
  constructor(public origin: string | null = null) {}
  async read() {
    return this.origin;
  }
  async write(origin: string) {
    if (this.full) throw new Error('ENOSPC: no space left on device');
    this.origin = origin;
  }
}

const there = async () => null;
const away = async (): Promise<ServerProblem | null> => 'unreachable';

describe('choosing the server', () => {
  it('is asked for at the first start and remembered after', async () => {
    const saved = new SavedInMemory();
    const first = await ServerChoice.create({ saved, probe: there, fixedOrigin: null });
    expect(first.origin).toBeNull();
    expect(await first.choose('dispatch.example.cn')).toEqual({ ok: true, origin: 'https://dispatch.example.cn' });
    const second = await ServerChoice.create({ saved, probe: there, fixedOrigin: null });
    expect(second.origin).toBe('https://dispatch.example.cn');
  });

  it('keeps the old server where the new one does not answer or cannot be saved', async () => {
    const saved = new SavedInMemory('https://old.example.cn');
    const unreachable = await ServerChoice.create({ saved, probe: away, fixedOrigin: null });
    expect(await unreachable.choose('new.example.cn')).toEqual({ ok: false, problem: 'unreachable' });
    expect(unreachable.origin).toBe('https://old.example.cn');
    saved.full = true;
    const unsaved = await ServerChoice.create({ saved, probe: there, fixedOrigin: null });
    expect(await unsaved.choose('new.example.cn')).toEqual({ ok: false, problem: 'not-saved' });
    expect(unsaved.origin).toBe('https://old.example.cn');
  });

  it('never leaves the server that was given at start, and does not save it', async () => {
    const saved = new SavedInMemory('https://old.example.cn');
    const choice = await ServerChoice.create({ saved, probe: there, fixedOrigin: 'http://localhost:4600' });
    expect(choice.suggestion).toEqual({ address: 'http://localhost:4600', fixed: true });
    expect(await choice.choose('https://evil.example')).toEqual({ ok: true, origin: 'http://localhost:4600' });
    expect(saved.origin).toBe('https://old.example.cn');
  });
});
