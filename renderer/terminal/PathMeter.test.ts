import { describe, expect, it } from 'vitest';
import { PathMeter } from './PathMeter';

const STEP_MS = 2_000;

interface Path {
  readonly estimateBits: number | null;
  readonly sentBits: number;
  /** 0 to 1. */
  readonly loss: number;
  readonly roundTripSeconds?: number;
}

/** A browser's report of a sender whose path is as given, step by step; answers what the meter read last. */
function readAfter(
  steps: readonly Path[],
  meter = new PathMeter(),
  start = { bytes: 0, packets: 0, lost: 0 },
): number | null {
  const { bytes, packets, lost } = start;
  const total = { bytes, packets, lost };
  let read: number | null = null;
  steps.forEach(({ estimateBits, sentBits, loss, roundTripSeconds = 0.06 }, step) => {
    total.bytes += (sentBits * STEP_MS) / 8_000;
    total.packets += 200;
    total.lost += Math.round(200 * loss);
    const report = new Map<string, unknown>([
      [
        'pair',
        { type: 'candidate-pair', ...(estimateBits === null ? {} : { availableOutgoingBitrate: estimateBits }) },
      ],
      ['old pair', { type: 'candidate-pair' }],
      ['transport', { type: 'transport', bytesSent: total.bytes }],
      ['sound', { type: 'outbound-rtp', kind: 'audio', packetsSent: total.packets }],
      [
        'report of sound',
        { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: total.lost, roundTripTime: roundTripSeconds },
      ],
      // A sound that rests, reported on when the path was worse.
      ['report of talk', { type: 'remote-inbound-rtp', kind: 'audio', packetsLost: 0, roundTripTime: 5 }],
      // Five times as many packets, nearly all of them padding.
      ['picture', { type: 'outbound-rtp', kind: 'video', packetsSent: total.packets * 5 }],
      ['report of picture', { type: 'remote-inbound-rtp', kind: 'video', packetsLost: total.lost / 20 }],
    ]);
    read = meter.read(report, step * STEP_MS);
  });
  return read;
}
const times = (count: number, path: Path): Path[] => Array.from({ length: count }, () => path);

describe('what a path carries', () => {
  it('is the browser’s estimate where little is lost, however little is sent', () => {
    expect(readAfter(times(5, { estimateBits: 900_000, sentBits: 50_000, loss: 0.05 }))).toBe(900_000);
  });

  it('is what gets through where the estimate stays at its lowest and much is lost', () => {
    const read = readAfter(times(5, { estimateBits: 163_000, sentBits: 140_000, loss: 0.4 }));
    expect(read).toBeCloseTo(84_000, -2);
  });

  it('is nothing where much is lost behind a queue, although what was sent again hides most of the losses', () => {
    const full = { estimateBits: 163_000, sentBits: 160_000, loss: 0.18, roundTripSeconds: 0.3 };
    expect(readAfter(times(5, full))).toBe(0);
    // A radio that loses much and lets the rest through at once is not narrow.
    expect(readAfter(times(5, { ...full, roundTripSeconds: 0.05 }))).toBeCloseTo(131_200, -2);
    // A queue that was full for a moment has emptied.
    expect(readAfter([...times(3, full), { ...full, roundTripSeconds: 0.05 }])).toBeGreaterThan(120_000);
  });

  it('is nothing where all arrives, and too late to be of use', () => {
    expect(readAfter(times(5, { estimateBits: 163_000, sentBits: 90_000, loss: 0, roundTripSeconds: 2.5 }))).toBe(0);
    expect(readAfter(times(5, { estimateBits: 163_000, sentBits: 90_000, loss: 0, roundTripSeconds: 0.6 }))).toBe(
      163_000,
    );
  });

  it('is not known before the browser has an estimate', () => {
    expect(readAfter(times(3, { estimateBits: null, sentBits: 140_000, loss: 0 }))).toBeNull();
  });

  it('forgets losses that are eight seconds old', () => {
    const bad = { estimateBits: 163_000, sentBits: 140_000, loss: 0.6 };
    const good = { estimateBits: 400_000, sentBits: 140_000, loss: 0 };
    expect(readAfter([...times(4, bad), ...times(5, good)])).toBe(400_000);
  });

  it('begins anew where the sender was made anew', () => {
    const meter = new PathMeter();
    readAfter(times(4, { estimateBits: 163_000, sentBits: 140_000, loss: 0.6 }), meter);
    expect(readAfter(times(1, { estimateBits: 300_000, sentBits: 90_000, loss: 0 }), meter)).toBe(300_000);
  });
});
