import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CameraReel, type ClockState } from './CameraReel';
import type { RecordedMedia } from './recordedMedia';
import { segmentAt } from './recordedForTests';

const FRAME_MS = 40;
const KEY_EVERY = 50;
const FRAMES = 250;
const START = 1_795_000_000_000;

/** An element of Matroska with a size of four bytes. */
function element(id: readonly number[], ...content: readonly (readonly number[])[]): number[] {
  const body = content.flat();
  return [...id, 0x10, (body.length >> 16) & 255, (body.length >> 8) & 255, body.length & 255, ...body];
}

const head = element(
  [0x16, 0x54, 0xae, 0x6b],
  element(
    [0xae],
    element([0x86], [...new TextEncoder().encode('V_VP8')]),
    element([0xe0], element([0xb0], [2, 128]), element([0xba], [1, 104])),
  ),
);

/** A cluster of one frame, whose only byte says whether it is a key frame. */
function cluster(frame: number): number[] {
  const at = frame * FRAME_MS;
  const isKey = frame % KEY_EVERY === 0;
  const block = element([0xa3], [0x81, 0, 0, isKey ? 0x80 : 0, isKey ? 1 : 0]);
  return element([0x1f, 0x43, 0xb6, 0x75], element([0xe7], [at >> 8, at & 255]), block);
}

/** A decoder that gives every frame back a turn later, as a browser's does; and what all of them were told. */
const told = { decoded: [] as number[], resets: 0, configured: 0 };
/** How many pictures it keeps until it has got the next ones. */
let heldBack = 0;
class HandMadeDecoder {
  state: CodecState = 'unconfigured';
  private needsKey = true;
  private generation = 0;
  private inside: EncodedVideoChunk[] = [];

  constructor(private readonly callbacks: VideoDecoderInit) {}

  configure(): void {
    this.state = 'configured';
    this.needsKey = true;
    told.configured += 1;
  }

  decode(chunk: EncodedVideoChunk): void {
    if (this.needsKey && chunk.type !== 'key') throw new Error('a key frame is needed');
    this.needsKey = false;
    told.decoded.push(chunk.timestamp / 1000);
    this.inside.push(chunk);
    const done = this.inside.length > heldBack ? this.inside.shift() : undefined;
    if (!done) return;
    const { timestamp, duration } = done;
    const { generation } = this;
    setTimeout(() => {
      // What was with the decoder as it was reset never comes.
      if (generation === this.generation) {
        this.callbacks.output({ timestamp, duration, close: () => undefined } as VideoFrame);
      }
    });
  }

  reset(): void {
    this.state = 'unconfigured';
    this.generation += 1;
    this.inside = [];
    told.resets += 1;
  }

  close(): void {
    this.generation += 1;
    this.state = 'closed';
  }
}

class HandMadeChunk {
  readonly timestamp: number;
  readonly duration: number;
  readonly type: EncodedVideoChunkType;

  constructor({ timestamp, duration = 0, type }: EncodedVideoChunkInit) {
    this.timestamp = timestamp;
    this.duration = duration;
    this.type = type;
  }
}

const segment = segmentAt(START, { id: 'file' });
const asked: string[] = [];
/** Frames that never came: the file has a hole there. */
let lost = (_frame: number): boolean => false;
/** Pieces as the server cuts them: from the key frame to half a second after the moment. */
const media: RecordedMedia = {
  pieceAt: (id, at) => {
    asked.push(`${id} ${at - START}`);
    const frame = Math.min(FRAMES - 1, Math.floor((at - START) / FRAME_MS));
    const first = Math.floor(frame / KEY_EVERY) * KEY_EVERY;
    const last = Math.min(FRAMES - 1, frame + 12);
    const clusters = Array.from({ length: last - first + 1 }, (_, index) => first + index)
      .filter((one) => !lost(one))
      .map(cluster);
    const bytes = Uint8Array.from([head, ...clusters].flat());
    return Promise.resolve({ bytes, mimeType: 'video/webm', startedAt: START, nextByte: segment.bytes });
  },
  pieceFrom: () => Promise.resolve(new Uint8Array()),
};

const standingAt = (frame: number): ClockState => ({ at: START + frame * FRAME_MS + 5, rate: 1, playing: false });

describe("a camera's reel", () => {
  let reel: CameraReel;
  beforeEach(() => {
    vi.stubGlobal('VideoDecoder', HandMadeDecoder);
    vi.stubGlobal('EncodedVideoChunk', HandMadeChunk);
    heldBack = 0;
    lost = () => false;
    Object.assign(told, { decoded: [], resets: 0, configured: 0 });
    asked.length = 0;
    reel = new CameraReel({
      finder: { at: () => segment, after: () => null, newest: (one) => one },
      media,
    });
  });
  afterEach(() => {
    reel.close();
    vi.unstubAllGlobals();
  });

  /** Asks at every turn, as the page does at every refresh, until the picture is there; its frame's number. */
  const shown = (clock: ClockState): Promise<number> =>
    vi.waitFor(() => {
      const picture = reel.pictureAt(clock);
      if (picture === null) throw new Error('it is not there yet');
      return (picture.timestamp / 1000 - START) / FRAME_MS;
    }, 20_000);

  it('shows the picture of the moment, decoded from its key frame on and, while the clock stands, no further', async () => {
    expect(await shown(standingAt(70))).toBe(70);
    expect(asked).toEqual([`file ${70 * FRAME_MS + 5}`]);
    const frames = told.decoded.map((at) => (at - START) / FRAME_MS);
    expect([frames[0], frames.at(-1), frames.length]).toEqual([50, 70, 21]);
  });

  it('goes on with the same decoder where it has given everything back', async () => {
    await shown(standingAt(70));
    expect(await shown(standingAt(210))).toBe(210);
    expect(await shown(standingAt(3))).toBe(3);
    expect(told).toMatchObject({ resets: 0, configured: 1 });
  });

  it('is right after a seek that comes while an earlier one is still being decoded', async () => {
    const first = standingAt(99);
    await vi.waitFor(() => {
      reel.pictureAt(first);
      expect(told.decoded.length).toBeGreaterThan(0);
    });
    expect(await shown(standingAt(160))).toBe(160);
  });

  it('gets the picture of a decoder that holds pictures back until it has the next ones', async () => {
    heldBack = 3;
    expect(await shown(standingAt(70))).toBe(70);
    expect(await shown(standingAt(210))).toBe(210);
  });

  it('never shows a picture of another moment', async () => {
    await shown(standingAt(70));
    expect(reel.pictureAt(standingAt(180))).toBeNull();
    await shown(standingAt(180));
  });

  it('tells of a hole in the file in which the clock stands, and shows no picture there', async () => {
    lost = (frame) => frame >= 60 && frame < 90;
    const inHole = standingAt(80);
    await vi.waitFor(() => {
      expect(reel.pictureAt(inHole)).toBeNull();
      expect(reel.holeAt(inHole.at)?.to).toBe(START + 90 * FRAME_MS);
    }, 20_000);
    expect(reel.holeAt(inHole.at)?.from).toBeLessThan(inHole.at);
    expect(asked).toHaveLength(1);
    expect(await shown(standingAt(90))).toBe(90);
    expect(reel.holeAt(standingAt(90).at)).toBeNull();
  });

  it('lets the last picture stand for a moment where nothing follows, and knows that nothing comes after it', async () => {
    expect(await shown(standingAt(FRAMES + 5))).toBe(FRAMES - 1);
    const past = standingAt(FRAMES + 40);
    await vi.waitFor(() => {
      expect(reel.pictureAt(past)).toBeNull();
      expect(reel.holeAt(past.at)?.to).toBe(Infinity);
    }, 20_000);
    const before = asked.length;
    for (let refresh = 0; refresh < 10; refresh += 1) {
      reel.pictureAt(past);
      await new Promise((resolve) => setTimeout(resolve));
    }
    expect(asked).toHaveLength(before);
  });

  it('goes on to another recording that begins behind the end of the one that was shown', async () => {
    const later = segmentAt(START + 60_000, { id: 'later' });
    const known = [segment, later];
    reel.close();
    reel = new CameraReel({
      finder: {
        at: (moment) => known.find(({ startedAt, endedAt }) => startedAt <= moment && moment < endedAt + 1_000) ?? null,
        after: () => null,
        newest: (one) => one,
      },
      media: { ...media, pieceAt: (_, at, frames) => media.pieceAt('later', at, frames) },
    });
    expect(await shown(standingAt(FRAMES + 5))).toBe(FRAMES - 1);
    const before = asked.length;
    await vi.waitFor(() => {
      reel.pictureAt({ at: later.startedAt + 2_000, rate: 1, playing: false });
      expect(asked.length).toBeGreaterThan(before);
    }, 20_000);
  });
});
