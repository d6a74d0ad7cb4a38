import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { pictureOf } from './pictureOf';
import { takenOf } from './takenOf';

const drawn = () => sharp({ create: { width: 640, height: 480, channels: 3, background: '#336699' } });
const jpeg = () => drawn().jpeg().toBuffer();
const png = () => drawn().png().toBuffer();
const refusal = async (body: Buffer, type: string): Promise<string> =>
  await pictureOf(body, type).then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? (error.message.split(':')[0] ?? '') : ''),
  );

/** With the tags of a camera: when, where, and whose it is. */
const photograph = () =>
  drawn()
    .withExif({
      IFD0: { Artist: 'somebody' },
      IFD2: { DateTimeOriginal: '2026:11:21 09:30:00', OffsetTimeOriginal: '+08:00' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '30/1 33/1 0/1',
        GPSLongitudeRef: 'E',
        GPSLongitude: '114/1 18/1 0/1',
      },
    })
    .jpeg()
    .toBuffer();

describe('a picture that is sent with an order', () => {
  it('is made anew as a JPEG without any metadata, large ones made smaller', async () => {
    const { file, width, height } = await pictureOf(await photograph(), 'image/jpeg');
    expect([width, height]).toEqual([640, 480]);
    expect(await sharp(file).metadata()).toMatchObject({ format: 'jpeg', width: 640 });
    expect((await sharp(file).metadata()).exif).toBeUndefined();
    const large = await sharp({ create: { width: 2_400, height: 600, channels: 3, background: 'red' } })
      .webp()
      .toBuffer();
    expect(await pictureOf(large, 'image/webp')).toMatchObject({ width: 2_048, height: 512 });
  });

  it('has told when and where it was taken', async () => {
    const { takenAt, position } = await takenOf(await photograph(), Date.parse('2026-11-22T00:00:00Z'));
    expect(takenAt).toBe(Date.parse('2026-11-21T01:30:00Z'));
    expect(position?.latitude).toBeCloseTo(30.55, 5);
    expect(position?.longitude).toBeCloseTo(114.3, 5);
  });

  it('says nothing of when and where if its camera said nothing, or a time that has not come', async () => {
    expect(await takenOf(await jpeg(), Date.now())).toEqual({ takenAt: null, position: null });
    const before = Date.parse('2026-11-20T00:00:00Z');
    expect((await takenOf(await photograph(), before)).takenAt).toBeNull();
  });

  it('is refused by name where it is none: a drawing that is a program, a page, a broken file', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    expect(await refusal(svg, 'image/svg+xml')).toBe('not-a-picture');
    expect(await refusal(svg, 'image/png')).toBe('not-a-picture');
    expect(await refusal(Buffer.from('<html></html>'), 'image/jpeg')).toBe('not-a-picture');
    expect(await refusal(Buffer.alloc(0), 'image/jpeg')).toBe('not-a-picture');
    expect(await refusal((await jpeg()).subarray(0, 200), 'image/jpeg')).toBe('not-a-picture');
  });

  it('is refused by name where it is another one than it says', async () => {
    expect(await refusal(await png(), 'image/jpeg')).toBe('wrong-type');
  });

  it('is refused by name where another file is hidden in it', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>');
    expect(await refusal(Buffer.concat([await jpeg(), page]), 'image/jpeg')).toBe('not-a-picture');
    expect(await refusal(Buffer.concat([await png(), Buffer.from('PK\x03\x04')]), 'image/png')).toBe('not-a-picture');
    const [head, rest] = [(await jpeg()).subarray(0, 2), (await jpeg()).subarray(2)];
    const length = Buffer.alloc(2);
    length.writeUInt16BE(page.length + 2);
    const comment = Buffer.concat([Buffer.from([0xff, 0xfe]), length, page]);
    expect(await refusal(Buffer.concat([head, comment, rest]), 'image/jpeg')).toBe('not-a-picture');
  });

  it('is refused by name where it would unpack into more than a machine should hold', async () => {
    // The head of the file says how large it is; its checksum goes with it.
    const bomb = await png();
    bomb.writeUInt32BE(9_000, 16);
    bomb.writeUInt32BE(9_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    expect(await refusal(bomb, 'image/png')).toBe('too-many-pixels');
  });
});
