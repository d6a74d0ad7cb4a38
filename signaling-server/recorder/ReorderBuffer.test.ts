import { describe, expect, it } from 'vitest';
import { packetOf } from './recorderForTests';
import { ReorderBuffer, type OrderedPacket } from './ReorderBuffer';

function harness() {
  const delivered: OrderedPacket[] = [];
  const buffer = new ReorderBuffer((ordered) => delivered.push(ordered));
  const push = (sequenceNumber: number, arrivedAt = 0): void => buffer.push(packetOf({ sequenceNumber, arrivedAt }));
  const numbers = (): number[] => delivered.map(({ packet }) => packet.sequenceNumber);
  return { buffer, push, numbers, delivered };
}

describe('ReorderBuffer', () => {
  it('delivers packets in order, whatever order they come in', () => {
    const { push, numbers } = harness();
    [10, 12, 13, 11, 14].forEach((number) => push(number));
    expect(numbers()).toEqual([10, 11, 12, 13, 14]);
  });

  it('goes on over the turn of the sequence number', () => {
    const { push, numbers } = harness();
    [65_534, 0, 65_535, 1].forEach((number) => push(number));
    expect(numbers()).toEqual([65_534, 65_535, 0, 1]);
  });

  it('waits for a missing packet, and says how many are lost once it has waited long enough', () => {
    const { buffer, push, numbers, delivered } = harness();
    push(1, 0);
    push(4, 10);
    push(5, 20);
    buffer.expire(150);
    expect(numbers()).toEqual([1]);
    buffer.expire(250);
    expect(numbers()).toEqual([1, 4, 5]);
    expect(delivered.map(({ lostBefore }) => lostBefore)).toEqual([0, 2, 0]);
    expect(buffer.lostPackets).toBe(2);
  });

  it('drops a packet that comes after it was given up, and one that comes twice', () => {
    const { buffer, push, numbers } = harness();
    push(1);
    push(3);
    buffer.expire(1_000);
    push(2);
    push(3);
    expect(numbers()).toEqual([1, 3]);
  });

  it('follows a sender that starts again elsewhere', () => {
    const { push, numbers } = harness();
    push(100);
    push(40_000);
    push(40_001);
    expect(numbers()).toEqual([100, 40_000, 40_001]);
  });
});
