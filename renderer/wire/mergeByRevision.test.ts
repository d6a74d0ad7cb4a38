import { describe, expect, it } from 'vitest';
import { mergeByRevision, replaceByRevision } from './mergeByRevision';

const record = (id: string, revision: number): { id: string; revision: number } => ({ id, revision });
const mapOf = (...records: { id: string; revision: number }[]): Map<string, { id: string; revision: number }> =>
  new Map(records.map((one) => [one.id, one]));

describe('mergeByRevision', () => {
  it('takes a record it has not seen', () => {
    expect(mergeByRevision(mapOf(), [record('a', 1)]).get('a')?.revision).toBe(1);
  });

  it('lets the newer revision win in either order of arrival', () => {
    expect(mergeByRevision(mapOf(record('a', 2)), [record('a', 3)]).get('a')?.revision).toBe(3);
    expect(mergeByRevision(mapOf(record('a', 3)), [record('a', 2)]).get('a')?.revision).toBe(3);
  });

  it('answers with the very same map where nothing is newer, so that nothing is drawn anew', () => {
    const before = mapOf(record('a', 2));
    expect(mergeByRevision(before, [record('a', 2)])).toBe(before);
  });
});

describe('replaceByRevision', () => {
  it('keeps an event that overtook the snapshot', () => {
    expect(replaceByRevision(mapOf(record('a', 5)), [record('a', 4)]).get('a')?.revision).toBe(5);
  });

  it('forgets what the snapshot no longer holds', () => {
    expect(replaceByRevision(mapOf(record('a', 5)), []).size).toBe(0);
  });
});
