import { describe, expect, it } from 'vitest';
import { CaptureClock } from './CaptureClock';
import { parseRtpPacket, parseSenderReport } from './rtpPacket';

const AT = Date.UTC(2026, 10, 21, 8, 0, 0);
/** Seconds from 1900, where NTP counts from, to 1970. */
const NTP_EPOCH_S = 2_208_988_800;

function ntpOf(at: number): Buffer {
  const ntp = Buffer.alloc(8);
  ntp.writeUInt32BE(Math.floor(at / 1000) + NTP_EPOCH_S, 0);
  ntp.writeUInt32BE(Math.round(((at % 1000) / 1000) * 2 ** 32), 4);
  return ntp;
}

describe('CaptureClock', () => {
  it('knows nothing before the sender has said something', () => {
    expect(new CaptureClock(90_000).momentOf(1)).toBeNull();
  });

  it('says when a frame was taken, before and after the reading and over the turn of the RTP clock', () => {
    const clock = new CaptureClock(90_000);
    clock.observe({ timestamp: 0xffff_fff0, at: AT, source: 'abs-capture-time' });
    expect(clock.momentOf(0xffff_fff0)?.capturedAt).toBe(AT);
    expect(clock.momentOf(90_000 - 16)?.capturedAt).toBe(AT + 1_000);
    expect(clock.momentOf(0x1_0000_0000 + 90_000 - 16)?.capturedAt).toBe(AT + 1_000);
    expect(clock.momentOf(0xffff_fff0 - 180_000)?.capturedAt).toBe(AT - 2_000);
  });

  it('is as uncertain as the readings disagree, and no surer than their source can be', () => {
    const clock = new CaptureClock(1_000);
    clock.observe({ timestamp: 0, at: AT, source: 'sender-report' });
    clock.observe({ timestamp: 1_000, at: AT + 1_001, source: 'sender-report' });
    expect(clock.momentOf(0)).toMatchObject({ source: 'sender-report', uncertaintyMs: 10 });
    clock.observe({ timestamp: 2_000, at: AT + 2_041, source: 'sender-report' });
    expect(clock.momentOf(2_000)).toMatchObject({ capturedAt: AT + 2_041, uncertaintyMs: 40 });
  });

  it('believes what packets carry before what reports say', () => {
    const clock = new CaptureClock(1_000);
    clock.observe({ timestamp: 0, at: AT + 500, source: 'sender-report' });
    clock.observe({ timestamp: 0, at: AT, source: 'abs-capture-time' });
    clock.observe({ timestamp: 0, at: AT + 500, source: 'sender-report' });
    expect(clock.momentOf(0)).toEqual({ capturedAt: AT, source: 'abs-capture-time', uncertaintyMs: 2 });
  });

  it('follows a sender that sets its clock, and does not take that for an error', () => {
    const clock = new CaptureClock(1_000);
    clock.observe({ timestamp: 0, at: AT, source: 'abs-capture-time' });
    clock.observe({ timestamp: 1_000, at: AT + 3_600_000, source: 'abs-capture-time' });
    expect(clock.momentOf(1_000)).toMatchObject({ capturedAt: AT + 3_600_000, uncertaintyMs: 2 });
  });
});

describe('what a sender says of its clock', () => {
  const header = (flags: number, payloadType: number): Buffer => {
    const bytes = Buffer.alloc(12);
    bytes.writeUInt8(flags, 0);
    bytes.writeUInt8(payloadType, 1);
    bytes.writeUInt32BE(1_234, 4);
    bytes.writeUInt32BE(77, 8);
    return bytes;
  };

  it.each([
    ['one byte', 0xbede, Buffer.concat([Buffer.from([0x10, 0xaa, (3 << 4) | 7]), ntpOf(AT + 250), Buffer.alloc(1)])],
    ['two bytes', 0x1000, Buffer.concat([Buffer.from([0, 3, 8]), ntpOf(AT + 250), Buffer.alloc(1)])],
  ] as const)('is read from an extension with a head of %s', (_, profile, content) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(profile, 0);
    head.writeUInt16BE(content.length / 4, 2);
    const datagram = Buffer.concat([header(0x90, 96), head, content, Buffer.from('picture')]);
    expect(parseRtpPacket(datagram, 1, 3)).toMatchObject({ captureTime: AT + 250, payload: Buffer.from('picture') });
    expect(parseRtpPacket(datagram, 1, 4)?.captureTime).toBeNull();
    expect(parseRtpPacket(datagram.subarray(0, 20), 1, 3)).toBeNull();
  });

  it('is read from a report that comes between packets', () => {
    const report = Buffer.alloc(28);
    report.writeUInt8(0x80, 0);
    report.writeUInt8(200, 1);
    report.writeUInt16BE(6, 2);
    report.writeUInt32BE(77, 4);
    ntpOf(AT + 750).copy(report, 8);
    report.writeUInt32BE(9_999, 16);
    expect(parseSenderReport(report)).toEqual({ ssrc: 77, timestamp: 9_999, at: AT + 750 });
    expect(parseSenderReport(report.subarray(0, 19))).toBeNull();
    expect(parseSenderReport(header(0x80, 96))).toBeNull();
  });
});
