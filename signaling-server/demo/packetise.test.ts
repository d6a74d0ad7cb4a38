import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packetise } from './packetise';

/** The receiver's side of RFC 6184, written from the clauses and not from the packetiser. */
function depacketise(payloads: readonly Buffer[]): Buffer[] {
  const nals: Buffer[] = [];
  let parts: Buffer[] = [];
  for (const payload of payloads) {
    const type = payload.readUInt8(0) & 0x1f;
    if (type === 24) {
      for (let at = 1; at < payload.length;) {
        const size = payload.readUInt16BE(at);
        nals.push(payload.subarray(at + 2, at + 2 + size));
        at += 2 + size;
      }
    } else if (type === 28) {
      const [indicator, header] = [payload.readUInt8(0), payload.readUInt8(1)];
      if (header & 0x80) parts = [Buffer.from([(indicator & 0xe0) | (header & 0x1f)])];
      parts.push(payload.subarray(2));
      if (header & 0x40) nals.push(Buffer.concat(parts));
    } else nals.push(payload);
  }
  return nals;
}

const nal = fc
  .tuple(fc.constantFrom(0x67, 0x68, 0x65, 0x41, 0x06), fc.uint8Array({ minLength: 1, maxLength: 5000 }))
  .map(([header, body]) => Buffer.concat([Buffer.from([header]), body]));

describe('packetise', () => {
  it('gives a receiver every NAL unit back as it was, in packets within the limit', () => {
    fc.assert(
      fc.property(fc.array(nal, { minLength: 1, maxLength: 6 }), fc.integer({ min: 60, max: 1400 }), (nals, limit) => {
        const payloads = packetise(nals, limit);
        expect(payloads.every(({ length }) => length <= limit)).toBe(true);
        expect(Buffer.concat(depacketise(payloads)).equals(Buffer.concat(nals))).toBe(true);
        expect(depacketise(payloads)).toHaveLength(nals.length);
      }),
      { numRuns: 60 },
    );
  });

  it('sends SPS and PPS in one packet', () => {
    const payloads = packetise([Buffer.from([0x67, 1, 2]), Buffer.from([0x68, 3]), Buffer.alloc(3000, 0x65)], 1188);
    expect(payloads[0]?.readUInt8(0)).toBe(0x60 | 24);
    expect(payloads.slice(1).every((payload) => (payload.readUInt8(0) & 0x1f) === 28)).toBe(true);
  });
});
