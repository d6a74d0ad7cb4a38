import { describe, expect, it } from 'vitest';
import { sampleOrder } from '@protocol';
import { placesLike } from './placesLike';

const at = (name: string, sentAt: number, longitude = 114.3) =>
  sampleOrder({ sentAt, content: { place: { longitude, latitude: 30.5, name, radius: 80 } } });

describe('finding a place', () => {
  it('takes a longitude and a latitude as they are typed', () => {
    for (const text of ['114.3055, 30.5928', '114.3055，30.5928', ' 114.3055 30.5928 ']) {
      expect(placesLike(text, [])).toEqual([{ longitude: 114.3055, latitude: 30.5928, name: '' }]);
    }
    expect(placesLike('30.5928, 114.3055', [])).toEqual([]);
  });

  it('knows the places that orders went to, each once, where it was last', () => {
    const found = placesLike('路口', [at('三阳路口', 1, 114.1), at('三阳路口', 2, 114.2), at('江滩公园', 3)]);
    expect(found).toEqual([{ longitude: 114.2, latitude: 30.5, name: '三阳路口' }]);
  });

  it('offers what was used last where nothing is typed', () => {
    expect(placesLike('', [at('甲', 1), at('乙', 2)]).map(({ name }) => name)).toEqual(['乙', '甲']);
  });
});
