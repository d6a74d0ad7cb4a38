import { afterEach, beforeEach, expect, it } from 'vitest';
import { oggPackets } from '../demo/oggPackets';
import { rtpPacket } from '../media/mediaForTests';
import { RecentSound } from './RecentSound';

let now = 0;
let forward: (groupId: string, packet: Buffer, at: number) => void;
let recent: RecentSound;

const speech = (number: number, bytes = 60): Buffer => Buffer.alloc(bytes, number).fill(0x48, 0, 1);
const say = (sequence: number, payload: Buffer, groupId = 'group-1'): void =>
  forward(groupId, rtpPacket({ ssrc: 1, payloadType: 111, sequence, timestamp: sequence * 960, payload }), now);
const heard = (groupId = 'group-1'): Buffer[] => {
  const file = recent.file(groupId);
  return file ? oggPackets(file) : [];
};

beforeEach(() => {
  now = 1_000_000;
  const groups = { onForwarded: (listener: typeof forward) => void (forward = listener) };
  recent = RecentSound.create({ groups, clock: () => now });
});
afterEach(() => recent.close());

it('gives back what was said in the last 30 s of one group, and no more', () => {
  say(1, speech(1));
  say(1, speech(9), 'group-2');
  now += 20_000;
  say(2, speech(2));
  expect(heard()).toEqual([speech(1), speech(2)]);
  now += 10_001;
  expect(heard()).toEqual([speech(2)]);
  expect(heard('group-2')).toEqual([]);
  expect(recent.file('group-2')).toBeNull();
});

it('leaves out the packets with which a talker says that he says nothing', () => {
  say(1, speech(1));
  say(2, Buffer.from([0x48]));
  say(3, speech(3));
  expect(heard()).toEqual([speech(1), speech(3)]);
});

it('puts packets that overtook each other into their order, over the end of the sequence numbers too', () => {
  for (const sequence of [0xfffe, 0, 0xffff, 1]) say(sequence, speech(sequence & 0xff));
  expect(heard()).toEqual([0xfe, 0xff, 0, 1].map((number) => speech(number)));
});

it('keeps no more than its bound of one who sends more than speech', () => {
  for (let sequence = 0; sequence < 1_000; sequence += 1) say(sequence, speech(sequence & 0xff, 1_200));
  const kept = heard();
  expect(kept.length).toBeLessThanOrEqual(300);
  expect(kept.at(-1)).toEqual(speech(999 & 0xff, 1_200));
});
