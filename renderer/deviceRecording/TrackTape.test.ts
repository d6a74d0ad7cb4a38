import { describe, expect, it } from 'vitest';
import { beginOf, type EncodedPiece, type PieceGroup, type TapeCoding } from './EncodedPiece';
import { PieceGrouper } from './PieceGrouper';
import { TrackTape } from './TrackTape';

const picture: TapeCoding = { codec: 'video/H264', channels: 1, configuration: 'AAAA' };
const sound: TapeCoding = { codec: 'audio/opus', channels: 1, configuration: '' };
const piece = (at: number, key: boolean, durationMs = 100): EncodedPiece => ({
  ...{ at, key, durationMs, data: new Uint8Array(1) },
});

function tapeWith(): { tape: TrackTape; written: PieceGroup[]; ends: () => number } {
  const written: PieceGroup[] = [];
  let ends = 0;
  const tape = new TrackTape({ write: (group) => written.push(group), end: () => (ends += 1) });
  return { tape, written, ends: () => ends };
}

describe('groups of pictures and of sound', () => {
  it('begin with a key frame each, and nothing before the first is kept', () => {
    const groups: PieceGroup[] = [];
    const grouper = new PieceGrouper((group) => groups.push(group));
    for (const at of [0, 100, 200, 300, 400]) grouper.push(piece(at, at === 100 || at === 300), picture);
    grouper.end();
    expect(groups.map(({ pieces }) => pieces.map(({ at }) => at))).toEqual([
      [100, 200],
      [300, 400],
    ]);
  });

  it('of sound last about a second and a half', () => {
    const groups: PieceGroup[] = [];
    const grouper = new PieceGrouper((group) => groups.push(group));
    for (let at = 0; at < 4_000; at += 20) grouper.push(piece(at, true, 20), sound);
    expect(groups.map(({ pieces }) => pieces.length)).toEqual([75, 75]);
  });

  it('are of one coding', () => {
    const groups: PieceGroup[] = [];
    const grouper = new PieceGrouper((group) => groups.push(group));
    grouper.push(piece(0, true), picture);
    grouper.push(piece(100, true), { ...picture, configuration: 'BBBB' });
    grouper.end();
    expect(groups.map(({ coding }) => coding.configuration)).toEqual(['AAAA', 'BBBB']);
  });
});

describe('the tape of a track', () => {
  const second = (at: number): [EncodedPiece, TapeCoding] => [piece(at, true, 1_000), picture];

  it('writes nothing while the line is well', () => {
    const { tape, written } = tapeWith();
    for (let at = 0; at < 60_000; at += 1_000) tape.push(...second(at));
    expect(written).toEqual([]);
  });

  it('writes what happened at least five seconds before the loss was noticed, then everything', () => {
    const { tape, written } = tapeWith();
    for (let at = 0; at < 60_000; at += 1_000) tape.push(...second(at));
    tape.begin();
    tape.push(...second(60_000));
    tape.stop();
    expect(beginOf(written[0]!)).toBeLessThanOrEqual(55_000);
    expect(beginOf(written[0]!)).toBeGreaterThan(45_000);
    expect(written.map(beginOf)).toEqual([...written.keys()].map((index) => beginOf(written[0]!) + index * 1_000));
    expect(beginOf(written.at(-1)!)).toBe(60_000);
  });

  it('misses no picture between those in memory and those after, wherever within a group the line is lost', () => {
    const KEY_EVERY = 4;
    for (let lostAt = 8; lostAt <= 8 + KEY_EVERY; lostAt += 1) {
      const { tape, written } = tapeWith();
      for (let index = 0; index < 20; index += 1) {
        if (index === lostAt) tape.begin();
        tape.push(piece(index * 400, index % KEY_EVERY === 0, 400), picture);
      }
      tape.stop();
      const moments = written.flatMap(({ pieces }) => pieces.map(({ at }) => at));
      expect(moments).toEqual(moments.map((_, index) => (moments[0] ?? 0) + index * 400));
      expect(moments.at(-1)).toBe(19 * 400);
      expect(written.every(({ pieces }) => pieces[0]?.key)).toBe(true);
    }
  });

  it('ends its file when the line is well again, and keeps the last seconds for the next loss', () => {
    const { tape, written, ends } = tapeWith();
    tape.begin();
    tape.push(...second(0));
    tape.stop();
    expect([ends(), written.map(beginOf)]).toEqual([1, [0]]);
    tape.push(...second(1_000));
    tape.push(...second(2_000));
    expect(written).toHaveLength(1);
    tape.begin();
    expect(written.map(beginOf)).toEqual([0, 1_000]);
  });
});
