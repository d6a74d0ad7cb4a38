import { describe, expect, it } from 'vitest';
import { lostTracks, type LinkEvidence, type TrackStates } from './lostTracks';
import { MediaHearing } from './MediaHearing';

const well: LinkEvidence = { online: true, heard: true, ways: [{ key: 'camera-front', live: true }] };

/** What a track is taken for after each look, half a second apart. */
function looks(evidences: readonly LinkEvidence[]): readonly boolean[] {
  let states: TrackStates = new Map();
  return evidences.map((evidence, index) => {
    states = lostTracks(states, evidence, index * 500);
    return states.get('camera-front')?.lost === true;
  });
}

describe('a track that does not get through', () => {
  it.each([
    ['the line of signals is gone', { ...well, online: false }],
    ['the server is not heard on the way of the pictures', { ...well, heard: false }],
    ['the server does not take it', { ...well, ways: [{ key: 'camera-front', live: false }] }],
  ])('is lost at once where %s', (_, evidence) => {
    expect(looks([well, evidence])).toEqual([false, true]);
  });

  it('is lost until the line has been well for four seconds', () => {
    const states = looks([well, { ...well, online: false }, ...Array<LinkEvidence>(12).fill(well)]);
    expect(states.indexOf(false, 1)).toBe(10);
    expect(states.slice(10)).not.toContain(true);
  });

  it('is not lost while it is just being begun, and is when that takes long', () => {
    const beginning = { ...well, ways: [{ key: 'camera-front', live: false }] };
    const states = looks(Array<LinkEvidence>(14).fill(beginning));
    expect(states.indexOf(true)).toBe(10);
  });

  it('is forgotten when it is not to be recorded any more', () => {
    expect(lostTracks(lostTracks(new Map(), well, 0), { ...well, ways: [] }, 500).size).toBe(0);
  });
});

describe('whether the server is heard on the way of the pictures', () => {
  const stats = (bytesReceived: number) => [['T1', { type: 'transport', bytesReceived, packetsReceived: 1 }]] as const;

  it('is so while reports come, and not once nothing has come for a second and a half', () => {
    const hearing = new MediaHearing();
    expect([0, 500, 1_000].map((at) => hearing.read(stats(at), true, at))).toEqual([true, true, true]);
    expect([1_500, 2_000, 2_400, 2_500].map((at) => hearing.read(stats(1_000), true, at))).toEqual([
      ...[true, true, true, false],
    ]);
    expect(hearing.read(stats(1_001), true, 3_000)).toBe(true);
  });

  it('takes longer to be doubted where only sound is sent, of which reports are rare', () => {
    const hearing = new MediaHearing();
    hearing.read(stats(1), false, 0);
    expect(hearing.read(stats(1), false, 6_000)).toBe(true);
    expect(hearing.read(stats(1), false, 8_000)).toBe(false);
  });

  it('is not asked while nothing is sent', () => {
    const hearing = new MediaHearing();
    hearing.read(stats(1), true, 0);
    expect(hearing.read(null, true, 60_000)).toBe(true);
    expect(hearing.read(stats(1), true, 60_500)).toBe(true);
  });
});
