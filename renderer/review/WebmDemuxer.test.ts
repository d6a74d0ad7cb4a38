import { describe, expect, it } from 'vitest';
import { createDemuxer } from './createDemuxer';

/** An element of Matroska with a size of four bytes. */
function element(id: readonly number[], ...content: readonly (readonly number[])[]): number[] {
  const body = content.flat();
  return [...id, 0x10, (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255, ...body];
}

const text = (words: string): number[] => [...new TextEncoder().encode(words)];

/** A WAVEFORMATEX structure: format tag, channels, samples and bytes a second, bytes and bits a sample, nothing more. */
const waveFormat = (tag: number): number[] => [tag, 0, 1, 0, 0x40, 0x1f, 0, 0, 0x40, 0x1f, 0, 0, 1, 0, 8, 0, 0, 0];
const headOf = (tag: number): number[] =>
  element(
    [0x16, 0x54, 0xae, 0x6b],
    element([0xae], element([0x86], text('A_MS/ACM')), element([0x63, 0xa2], waveFormat(tag))),
  );

/** A cluster of 20 ms packets, as a recorder of ours writes it. */
function cluster(at: number, packets: readonly (readonly number[])[]): number[] {
  const blocks = packets.map((packet, index) => element([0xa3], [0x81, 0, index * 20, 0x80], packet));
  return element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], [at >> 8, at & 255]), ...blocks);
}

const packet = (value: number): number[] => Array.from({ length: 160 }, () => value);

describe('recorded G.711', () => {
  it.each([
    [6, 'alaw'],
    [7, 'ulaw'],
  ])('with the format tag %i is read as %s, of which each packet says how long it lasts', (tag, codec) => {
    const file = Uint8Array.from([...headOf(tag), ...cluster(0, [packet(1), packet(2)]), ...cluster(40, [packet(3)])]);
    const demuxer = createDemuxer(`audio/x-matroska; codecs="${codec}"`);
    // As a network gives it: cut anywhere.
    const samples = [file.subarray(0, 150), file.subarray(150, 431), file.subarray(431)].flatMap((piece) => [
      ...demuxer.push(piece),
    ]);
    expect(demuxer.head).toEqual({
      ...{ codec, description: null, picture: null },
      sound: { channels: 1, samplesASecond: 8_000 },
    });
    expect(samples.map(({ at, durationMs, key, data }) => [at, durationMs, key, data[0], data.length])).toEqual([
      [0, 20, true, 1, 160],
      [20, 20, true, 2, 160],
      [40, 20, true, 3, 160],
    ]);
  });

  it('of another format, or with a torn head, is not taken for something that it is not', () => {
    const demuxer = createDemuxer('audio/x-matroska');
    demuxer.push(Uint8Array.from(headOf(1)));
    expect(demuxer.head).toBeNull();
    const torn = createDemuxer('audio/x-matroska');
    torn.push(
      Uint8Array.from(
        element(
          [0x16, 0x54, 0xae, 0x6b],
          element([0xae], element([0x86], text('A_MS/ACM')), element([0x63, 0xa2], [6, 0, 1])),
        ),
      ),
    );
    expect(torn.head).toBeNull();
  });
});
