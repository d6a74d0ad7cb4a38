import { describe, expect, it } from 'vitest';
import { oggPackets } from './oggPackets';

function page(lacing: readonly number[], body: Buffer): Buffer {
  const header = Buffer.alloc(27);
  header.write('OggS', 'latin1');
  header[26] = lacing.length;
  return Buffer.concat([header, Buffer.from(lacing), body]);
}

describe('oggPackets', () => {
  it('leaves out both headers and joins a packet that goes over pages', () => {
    const long = Buffer.alloc(300, 7);
    const file = Buffer.concat([
      page([8], Buffer.from('OpusHead')),
      page([8], Buffer.from('OpusTags')),
      page([2, 255], Buffer.concat([Buffer.from([1, 2]), long.subarray(0, 255)])),
      page([45, 1], Buffer.concat([long.subarray(255), Buffer.from([9])])),
    ]);
    expect(oggPackets(file)).toEqual([Buffer.from([1, 2]), long, Buffer.from([9])]);
  });

  it('refuses a file that is no Ogg', () => {
    expect(() => oggPackets(Buffer.alloc(100))).toThrow('no Ogg page');
  });
});
