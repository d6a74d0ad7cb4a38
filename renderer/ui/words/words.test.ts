import { describe, expect, it } from 'vitest';
import type { Dictionary } from './Dictionary';

/** Every module whose name ends in Words, wherever it is, so that a new dictionary is tested without being listed. */
const modules = import.meta.glob<Record<string, unknown>>('../../**/*Words.ts', { eager: true });

const isDictionary = (value: unknown): value is Dictionary<string> =>
  typeof value === 'object' && value !== null && 'zh-CN' in value && 'en' in value;

const entries = Object.entries(modules).flatMap(([file, exported]) =>
  Object.values(exported)
    .filter(isDictionary)
    .flatMap((dictionary) =>
      Object.keys(dictionary['zh-CN']).map((key) => ({
        name: `${file} ${key}`,
        chinese: dictionary['zh-CN'][key] ?? '',
        english: dictionary.en[key] ?? '',
      })),
    ),
);

const places = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();

describe('the words', () => {
  it('are found', () => {
    expect(entries.length).toBeGreaterThan(200);
  });

  it('are there in both languages', () => {
    expect(entries.filter(({ chinese, english }) => chinese.trim() === '' || english.trim() === '')).toEqual([]);
  });

  it('are told the same values in both languages', () => {
    const different = entries.filter(({ chinese, english }) => places(chinese).join() !== places(english).join());
    expect(different).toEqual([]);
  });

  it('are English in English, but for the name of the other language', () => {
    expect(entries.filter(({ english }) => /\p{Script=Han}/u.test(english) && english !== '中文')).toEqual([]);
  });
});
