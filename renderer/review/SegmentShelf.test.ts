import { describe, expect, it, vi } from 'vitest';
import type { Span } from './playbackPlan';
import { segmentAt } from './recordedForTests';
import { SegmentShelf } from './SegmentShelf';

const STRETCH_MS = 120_000;
/** A span of three stretches, which begins in the middle of the first. */
const span: Span = { from: 10 * STRETCH_MS + 60_000, to: 13 * STRETCH_MS - 1 };
const NOW = 100 * STRETCH_MS;

/** A shelf over a record that has one file in each stretch, and the stretches that were asked for. */
function shelfOf({ pause = () => Promise.resolve() }: { pause?: () => Promise<void> } = {}) {
  const asked: number[] = [];
  const load = (stretch: Span) => {
    asked.push(stretch.from / STRETCH_MS);
    return Promise.resolve([segmentAt(stretch.from + 20_000), segmentAt(stretch.from + 10_000)]);
  };
  return { asked, shelf: new SegmentShelf({ span, load, now: () => NOW, pause }) };
}

describe('the listing of recorded files', () => {
  it('is had for the stretch of a moment first, then for those around it within the open span', async () => {
    const { asked, shelf } = shelfOf();
    await shelf.prepare(11 * STRETCH_MS + 5);
    expect(asked).toEqual([11, 12, 10]);
  });

  it('finds the file of a moment and the one that goes on, without asking again', async () => {
    const { asked, shelf } = shelfOf();
    await shelf.prepare(11 * STRETCH_MS);
    const finder = shelf.finderOf('car:camera:front');
    const found = finder.at(11 * STRETCH_MS + 12_000);
    expect(found?.startedAt).toBe(11 * STRETCH_MS + 10_000);
    expect(found && finder.after(found)?.startedAt).toBe(11 * STRETCH_MS + 20_000);
    expect(finder.at(12 * STRETCH_MS)).toBeNull();
    expect(asked).toHaveLength(3);
  });

  it('takes the file before a seam for a moment within it, on either side of two listings', async () => {
    const edge = 12 * STRETCH_MS;
    const files = [segmentAt(edge - 10_200), segmentAt(edge + 200), segmentAt(edge + 10_900)];
    const load = ({ from, to }: Span) =>
      Promise.resolve(files.filter(({ startedAt, endedAt }) => endedAt >= from && startedAt <= to));
    const shelf = new SegmentShelf({ span, load, now: () => NOW, pause: () => Promise.resolve() });
    await shelf.prepare(edge);
    const finder = shelf.finderOf('car:camera:front');
    expect(finder.at(edge - 100)).toBe(files[0]);
    expect(finder.at(edge + 100)).toBe(files[0]);
    expect(finder.at(edge + 200)).toBe(files[1]);
    // These two lie too far apart to be one to the eye.
    expect(finder.at(edge + 10_400)).toBeNull();
  });

  it('is not known before it has come, and asked for by whoever looks there', async () => {
    const { asked, shelf } = shelfOf();
    const finder = shelf.finderOf('car:camera:front');
    expect(finder.at(12 * STRETCH_MS + 10_000)).toBeUndefined();
    await vi.waitFor(() => expect(finder.at(12 * STRETCH_MS + 10_000)).toBeDefined());
    expect(asked).toEqual([12]);
  });

  it('is not had any further once the record is left, or another moment is prepared', async () => {
    const { asked, shelf } = shelfOf();
    const left = shelf.prepare(11 * STRETCH_MS);
    shelf.close();
    await left;
    expect(asked).toEqual([11]);

    const other = shelfOf();
    const first = other.shelf.prepare(10 * STRETCH_MS);
    await Promise.all([first, other.shelf.prepare(12 * STRETCH_MS)]);
    expect([...other.asked].sort()).toEqual([10, 11, 12]);
  });
});
