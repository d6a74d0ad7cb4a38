import { z } from 'zod';
import { coveredCopy, coverRegion, moment } from '@protocol';

/** What the server tells the packager to cover: `cover.json` in the working folder. */
export const coverPlan = z.object({
  from: moment,
  to: moment,
  regions: z.array(coverRegion),
  /** Absolute folders in which the recordings are. */
  volumes: z.array(z.string()),
  /** Stands below the picture for as long as the copy lasts. */
  title: z.string(),
  segments: z.array(
    z.object({
      segmentId: z.string(),
      /** As the index has it. */
      path: z.string(),
      startedAt: moment,
      bytes: z.number().int(),
    }),
  ),
});
export type CoverPlan = z.infer<typeof coverPlan>;

/** What was made, which the packager leaves as `made.json` in the working folder. */
export const madeCover = z.object({ parts: coveredCopy.shape.parts, sha256: z.string() });
export type MadeCover = z.infer<typeof madeCover>;
