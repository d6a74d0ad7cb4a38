import { describe, expect, it } from 'vitest';
import { TalkKey, type KeyHook } from './TalkKey';
import type { TalkKeyName, TalkKeyNews } from './talkKeys';

async function shell({ saved = null as TalkKeyName | null, hook = 'works', isKeyFree = true } = {}) {
  const news: TalkKeyNews[] = [];
  const kept: (TalkKeyName | null)[] = [];
  const registered = new Map<TalkKeyName, () => void>();
  let hear: ((key: TalkKeyName, isDown: boolean) => void) | null = null;
  const keyHook: KeyHook = {
    start: (listener) => {
      if (hook === 'refused') throw new Error('not allowed');
      hear = listener;
    },
    stop: () => {
      hear = null;
    },
  };
  const talkKey = await TalkKey.create({
    saved: { read: () => Promise.resolve(saved), write: async (key) => void kept.push(key) },
    hook: hook === 'missing' ? null : keyHook,
    shortcuts: {
      register: (key, pressed) => {
        if (isKeyFree) registered.set(key, pressed);
        return isKeyFree;
      },
      unregister: (key) => void registered.delete(key),
    },
    tell: (said) => void news.push(said),
  });
  return {
    talkKey,
    news,
    kept,
    registered,
    key: (key: TalkKeyName, isDown: boolean) => hear?.(key, isDown),
    isHeard: () => hear !== null,
  };
}

describe('the talk key', () => {
  it('talks while it is held, and says each of down and up once', async () => {
    const { talkKey, key, news } = await shell({ saved: 'F8' });
    expect(talkKey.state).toMatchObject({ key: 'F8', mode: 'hold' });
    for (const isDown of [true, true, true, false, false]) key('F8', isDown);
    expect(news).toEqual(['down', 'up']);
  });

  it('hears no other key', async () => {
    const { key, news } = await shell({ saved: 'F8' });
    key('F9', true);
    expect(news).toEqual([]);
  });

  it('listens to no key at all until one is chosen', async () => {
    const { talkKey, isHeard, kept } = await shell();
    expect([talkKey.state.mode, isHeard()]).toEqual(['off', false]);
    await talkKey.choose('F6');
    expect([talkKey.state.mode, isHeard(), kept]).toEqual(['hold', true, ['F6']]);
    await talkKey.choose(null);
    expect([talkKey.state.mode, isHeard(), kept]).toEqual(['off', false, ['F6', null]]);
  });

  it('comes up where it is given up while it is down', async () => {
    const { talkKey, key, news } = await shell({ saved: 'F8' });
    key('F8', true);
    talkKey.close();
    expect(news).toEqual(['down', 'up']);
  });

  it.each(['missing', 'refused'])('is pressed on and off where the hook is %s', async (hook) => {
    const { talkKey, registered, news } = await shell({ saved: 'F8', hook });
    expect(talkKey.state.mode).toBe('toggle');
    registered.get('F8')?.();
    expect(news).toEqual(['toggle']);
    await talkKey.choose('F9');
    expect([...registered.keys()]).toEqual(['F9']);
  });

  it('is off where another program has the key', async () => {
    const { talkKey } = await shell({ saved: 'F8', hook: 'missing', isKeyFree: false });
    expect(talkKey.state.mode).toBe('off');
  });
});
