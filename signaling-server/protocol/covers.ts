import { z } from 'zod';
import { event, id, moment, request, route, touchesNothing } from './contract';
import { cameraView } from './fleet';
import { markedCamera } from './marks';

const MOST_REGIONS = 40;
const MOST_KEYFRAMES = 500;
/** A covered copy is transcoded, which takes its time: a longer one is two. */
export const LONGEST_COVER_MS = 30 * 60_000;

const share = z.number().min(0).max(1);

/** Where a region lies at a moment, in shares of the picture's width and height from its upper left corner. */
const regionKeyframe = z.object({ at: moment, x: share, y: share, width: share, height: share }).strict();
type RegionKeyframe = z.infer<typeof regionKeyframe>;

/**
 * A face or a plate that is covered from one moment to another. Between keyframes it moves and grows evenly; before the
 * first and after the last one it stays as it is there.
 */
export const coverRegion = z
  .object({
    what: z.enum(['face', 'plate', 'other']),
    from: moment,
    to: moment,
    keyframes: z.array(regionKeyframe).min(1).max(MOST_KEYFRAMES),
  })
  .strict()
  .refine(({ from, to }) => from < to)
  .refine(({ keyframes }) => keyframes.every(({ at }, index) => index === 0 || at > (keyframes[index - 1]?.at ?? 0)));
export type CoverRegion = z.infer<typeof coverRegion>;

export type RegionPlace = Pick<RegionKeyframe, 'x' | 'y' | 'width' | 'height'>;

/** Where a region lies at a moment, in shares of the picture; null before it begins and after it has ended. */
export function regionAt({ from, to, keyframes }: CoverRegion, at: number): RegionPlace | null {
  const [first] = keyframes;
  if (!first || at < from || at > to) return null;
  const index = keyframes.findLastIndex((keyframe) => keyframe.at <= at);
  const before = keyframes[index] ?? first;
  const after = keyframes[index + 1];
  if (!after || index < 0) return before;
  const share = (at - before.at) / (after.at - before.at);
  const between = (part: keyof RegionPlace): number => before[part] + (after[part] - before[part]) * share;
  return { x: between('x'), y: between('y'), width: between('width'), height: between('height') };
}

/** A copy of a clip of one camera in which regions are covered, for whoever must not see them. The original stays as it is. */
export const coveredCopy = z.object({
  id,
  vehicleId: id,
  cameraView,
  plate: z.string(),
  placeId: id,
  from: moment,
  to: moment,
  regions: z.array(coverRegion),
  reason: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  /** 0 to 100. */
  percent: z.number().int(),
  failure: z.enum(['nothing-recorded', 'disk-full', 'internal']).nullable(),
  /**
   * Where in the copy each recording begins: gaps are left out of a copy. `from` and `to` are when the first and the
   * last picture were recorded, `offsetMs` is where the first one stands in the copy.
   */
  parts: z.array(z.object({ segmentId: id, from: moment, to: moment, offsetMs: z.number(), sha256: z.string() })),
  bytes: z.number().int().nullable(),
  sha256: z.string().nullable(),
  authorName: z.string(),
  createdAt: moment,
  /** The newer one wins. */
  revision: z.number().int(),
});
export type CoveredCopy = z.infer<typeof coveredCopy>;

export const coversRequests = {
  /**
   * Makes a covered copy in the background; answers it as it waits. Sent again with the same `clientKey`, it answers with
   * the one that exists. `forbidden` where a part was recorded at a place at which the caller may not export.
   */
  'covers:make': request({
    input: z
      .object({
        clientKey: z.uuid(),
        camera: markedCamera,
        from: moment,
        to: moment,
        regions: z.array(coverRegion).min(1).max(MOST_REGIONS),
        reason: z.string().trim().min(4).max(500),
      })
      .strict()
      .refine(({ from, to }) => from < to && to - from <= LONGEST_COVER_MS),
    output: coveredCopy,
    permission: 'evidence.export',
    touches: touchesNothing,
  }),
  /** The covered copies of some vehicles that touch a span, oldest first, of the places at which the caller may export. */
  'covers:list': request({
    input: z.object({ vehicleIds: z.array(id).min(1).max(16), from: moment, to: moment }).strict(),
    output: z.object({ copies: z.array(coveredCopy) }),
    permission: 'evidence.export',
    touches: touchesNothing,
  }),
} as const;

export const coversEvents = {
  'covers:changed': event({
    payload: coveredCopy,
    permission: 'evidence.export',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
} as const;

export const coversRoutes = {
  /** The copy as an MP4 file; each time is a row in the audit record. */
  'GET /media/covers/:coverId': route({
    params: z.object({ coverId: id }),
    permission: 'evidence.export',
    touches: ({ coverId }) => [{ kind: 'cover', id: coverId }],
  }),
} as const;
