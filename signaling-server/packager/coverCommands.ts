import { regionAt, type CoverRegion } from '@protocol';

/** Regions are covered this much longer at either end: the times of pictures are rounded. */
const ROUNDING_MS = 3;

export interface CoveredPictures {
  readonly width: number;
  readonly height: number;
  /** When its recording begins; `times` are milliseconds since then. */
  readonly startedAt: number;
  readonly times: readonly number[];
}

const seconds = (milliseconds: number): string => (milliseconds / 1_000).toFixed(4);

/** ffmpeg's filters that draw a black box for each region, told by `coverCommands` where it lies. */
export function coverFilters(regions: readonly CoverRegion[], { startedAt }: CoveredPictures): readonly string[] {
  return regions.map(({ from, to }, index) => {
    const begin = seconds(from - startedAt - ROUNDING_MS);
    const end = seconds(to - startedAt + ROUNDING_MS);
    return `drawbox@r${index}=x=0:y=0:w=2:h=2:color=black:t=fill:enable=gte(t\\,${begin})*lte(t\\,${end})`;
  });
}

/** For ffmpeg's filter `sendcmd`: before each picture every region is put where it lies at that picture's moment. */
export function coverCommands(regions: readonly CoverRegion[], pictures: CoveredPictures): string {
  const { width, height, startedAt, times } = pictures;
  const lines = times.flatMap((time) => {
    const at = startedAt + time;
    const boxes = regions.flatMap((region, index) => {
      const place = regionAt(region, Math.min(region.to, Math.max(region.from, at)));
      if (!place || at < region.from - ROUNDING_MS || at > region.to + ROUNDING_MS) return [];
      const [left, top] = [Math.floor(place.x * width), Math.floor(place.y * height)];
      const right = Math.min(width, Math.ceil((place.x + place.width) * width));
      const bottom = Math.min(height, Math.ceil((place.y + place.height) * height));
      // A box of no width would be drawn over the whole picture.
      const box = { x: left, y: top, w: Math.max(1, right - left), h: Math.max(1, bottom - top) };
      return Object.entries(box).map(([name, value]) => `drawbox@r${index} ${name} ${value}`);
    });
    return boxes.length === 0 ? [] : [`${seconds(time - 0.5)} ${boxes.join(', ')};`];
  });
  return lines.join('\n');
}
