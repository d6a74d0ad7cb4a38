import { describe, expect, it } from 'vitest';
import { ClipPlayback, KEY_FRAME_DISTANCE_MS, type DuePicture } from './ClipPlayback';

/** Two seconds of 25 pictures, the first of each a key frame; a picture's payload is its number. */
const clip = {
  framesPerSecond: 25,
  pictures: Array.from({ length: 50 }, (_, number) => ({ key: number % 25 === 0, payloads: [Buffer.from([number])] })),
};
const numberOf = (picture: DuePicture | null): number | undefined => picture?.payloads[0]?.readUInt8(0);

function play(playback: ClipPlayback, from: number, to: number): DuePicture[] {
  const played: DuePicture[] = [];
  for (let now = from; now < to; now += 5) {
    for (let due = playback.pictureDue(now); due !== null; due = playback.pictureDue(now)) played.push(due);
  }
  return played;
}

describe('a clip played for ever', () => {
  it('begins at a key frame, wherever in the clip it is told to start', () => {
    expect(numberOf(new ClipPlayback(clip, 0, 12).pictureDue(0))).toBe(25);
    expect(numberOf(new ClipPlayback(clip, 0, 40).pictureDue(0))).toBe(0);
  });

  it('sends a picture every 40 ms and goes on at the beginning after the end', () => {
    const played = play(new ClipPlayback(clip, 100), 0, 100 + 60 * 40);
    expect(played).toHaveLength(60);
    expect(played.map(({ at }) => at)).toEqual(Array.from({ length: 60 }, (_, index) => 100 + index * 40));
    expect(numberOf(played[50] ?? null)).toBe(0);
  });

  it('jumps to the next key frame when one is asked for, without a step in its time', () => {
    const playback = new ClipPlayback(clip, 0);
    play(playback, 0, 400);
    playback.askForKeyFrame();
    const after = play(playback, 400, 480);
    expect(after.map(numberOf)).toEqual([25, 26]);
    expect(after[0]?.at).toBe(400);
  });

  it('gives no second key frame within the distance, and then gives the one that was asked for', () => {
    const playback = new ClipPlayback(clip, 0);
    const played: DuePicture[] = [];
    for (let now = 0; now < 2000; now += 5) {
      playback.askForKeyFrame();
      played.push(...play(playback, now, now + 5));
    }
    const keys = played.filter(({ key }) => key).map(({ at }) => at);
    expect(keys.length).toBeGreaterThan(4);
    expect(keys.slice(1).every((at, index) => at - (keys[index] ?? 0) >= KEY_FRAME_DISTANCE_MS)).toBe(true);
  });

  it('skips what was missed while the process stood still, and goes on at a key frame', () => {
    const playback = new ClipPlayback(clip, 0);
    play(playback, 0, 200);
    const after = play(playback, 5000, 5040);
    expect(after).toHaveLength(1);
    expect(after[0]?.key).toBe(true);
    expect(after[0]?.at).toBe(5000);
  });
});
