import { describe, expect, it } from 'vitest';
import { BurstSounds } from './BurstSounds';

describe('BurstSounds', () => {
  it('asks for a burst once, however often it is drawn and played', async () => {
    const asked: string[] = [];
    const sounds = new BurstSounds((id) => {
      asked.push(id);
      return Promise.resolve(`sound of ${id}`);
    });
    expect(await sounds.of('a')).toBe('sound of a');
    expect(await sounds.of('a')).toBe('sound of a');
    expect(asked).toEqual(['a']);
  });

  it('asks again for what could not be had', async () => {
    let fails = true;
    const sounds = new BurstSounds(() => (fails ? Promise.reject(new Error('not yet')) : Promise.resolve('sound')));
    await expect(sounds.of('a')).rejects.toThrow('not yet');
    fails = false;
    expect(await sounds.of('a')).toBe('sound');
  });

  it('lets go of what was used longest ago', async () => {
    const asked: string[] = [];
    const sounds = new BurstSounds((id) => {
      asked.push(id);
      return Promise.resolve(id);
    });
    await sounds.of('first');
    await sounds.of('second');
    for (let index = 0; index < 58; index += 1) await sounds.of(String(index));
    await sounds.of('first');
    await sounds.of('one more');
    await sounds.of('first');
    await sounds.of('second');
    expect(asked.filter((id) => id === 'first')).toHaveLength(1);
    expect(asked.filter((id) => id === 'second')).toHaveLength(2);
  });
});
