import { describe, expect, it } from 'vitest';
import { asksForKeyFrame, senderReport } from './rtcp';

describe('RTCP', () => {
  it('reports wall clock in NTP time beside the RTP timestamp, and names the source', () => {
    const report = senderReport({
      ssrc: 77,
      at: Date.UTC(2026, 10, 21) + 500,
      timestamp: 90_000,
      packets: 3,
      octets: 40,
    });
    expect(report.readUInt8(1)).toBe(200);
    expect(report.readUInt32BE(8)).toBe(Date.UTC(2026, 10, 21) / 1000 + 2_208_988_800);
    expect(report.readUInt32BE(12)).toBe(2 ** 31);
    expect(report.readUInt32BE(16)).toBe(90_000);
    expect(report.readUInt8(29)).toBe(202);
    expect(28 + (report.readUInt16BE(30) + 1) * 4).toBe(report.length);
  });

  it('hears PLI and FIR, alone or behind a receiver report', () => {
    const pli = Buffer.from([0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2]);
    const fir = Buffer.from([0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0]);
    const receiverReport = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 1]);
    expect(asksForKeyFrame(pli)).toBe(true);
    expect(asksForKeyFrame(Buffer.concat([receiverReport, fir]))).toBe(true);
    expect(asksForKeyFrame(receiverReport)).toBe(false);
    expect(asksForKeyFrame(Buffer.from([1, 2]))).toBe(false);
  });
});
