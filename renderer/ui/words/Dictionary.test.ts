import { describe, expect, it } from 'vitest';
import { fill } from './Dictionary';

describe('fill', () => {
  it('puts values in their places', () => {
    expect(fill('{plate} 到达，指令 #{number}', { plate: '鄂A·3Z071', number: 7 })).toBe('鄂A·3Z071 到达，指令 #7');
  });

  it('leaves a place visible that has no value', () => {
    expect(fill('{plate} 到达')).toBe('{plate} 到达');
  });
});
