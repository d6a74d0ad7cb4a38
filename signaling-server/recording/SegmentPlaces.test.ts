import { describe, expect, it } from 'vitest';
import { SegmentPlaces } from './SegmentPlaces';

const recorded = new Map([
  ['in the east', 'east'],
  ['in the west', 'west'],
]);

describe('the places of segments', () => {
  it('are looked up at once where they are asked for at once, each answered with its own', async () => {
    const questions: string[][] = [];
    const places = new SegmentPlaces((ids) => {
      questions.push([...ids]);
      return Promise.resolve(
        ids
          .flatMap((id) => ({ id, placeId: recorded.get(id) ?? '' }))
          .filter(({ id }) => recorded.has(id))
          .reverse(),
      );
    });
    const asked = ['in the west', 'nowhere', 'in the east'].map((id) => places.placeOf(id));
    expect(await Promise.all(asked)).toEqual(['west', null, 'east']);
    expect(await places.placeOf('in the east')).toBe('east');
    expect(questions).toEqual([['in the west', 'nowhere', 'in the east'], ['in the east']]);
  });

  it('are asked for anew after a question that failed', async () => {
    let works = false;
    const places = new SegmentPlaces((ids) =>
      works ? Promise.resolve(ids.map((id) => ({ id, placeId: 'east' }))) : Promise.reject(new Error('no database')),
    );
    await expect(places.placeOf('one')).rejects.toThrow('no database');
    works = true;
    expect(await places.placeOf('one')).toBe('east');
  });
});
