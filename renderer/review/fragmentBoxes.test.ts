import { describe, expect, it } from 'vitest';
import { firstSecondsOf } from './fragmentBoxes';

const bytes = (...numbers: number[]): number[] => numbers;
const word = (value: number): number[] =>
  bytes((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
const box = (type: string, ...content: number[][]): number[] => {
  const body = content.flat();
  return [...word(body.length + 8), ...[...type].map((letter) => letter.charCodeAt(0)), ...body];
};
const head = box(
  'moov',
  box('mvhd', word(0)),
  box('trak', box('mdia', box('mdhd', word(0), word(0), word(0), word(90_000), word(0)))),
);
const fragment = (time: number): number[] =>
  box(
    'moof',
    box('mfhd', word(0), word(1)),
    box('traf', box('tfhd', word(0)), box('tfdt', word(1 << 24), word(0), word(time))),
  );

describe('the head of a fragmented file', () => {
  it('says at how many seconds the first picture stands', () => {
    expect(firstSecondsOf(new Uint8Array([...box('ftyp'), ...head, ...fragment(45_000)]))).toBe(0.5);
    expect(firstSecondsOf(new Uint8Array([...box('ftyp'), ...head, ...fragment(0)]))).toBe(0);
  });

  it('knows nothing while no whole fragment head is there', () => {
    expect(firstSecondsOf(new Uint8Array([...box('ftyp'), ...head]))).toBeNull();
    expect(firstSecondsOf(new Uint8Array([...box('ftyp'), ...head, ...fragment(1).slice(0, 30)]))).toBeNull();
    expect(firstSecondsOf(new Uint8Array(head.slice(0, 40)))).toBeNull();
    expect(firstSecondsOf(new Uint8Array())).toBeNull();
  });
});
