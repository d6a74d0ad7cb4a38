import { z } from 'zod';
import { cameraView, coveredCopy, moment } from '@protocol';

/** A covered copy that goes into a package, with what is said of it in the manifest. */
export const plannedCover = z.object({
  coverId: z.string(),
  /** Absolute. */
  source: z.string(),
  /** In the zip. */
  path: z.string(),
  plate: z.string(),
  cameraView,
  from: moment,
  to: moment,
  regions: coveredCopy.shape.regions,
  parts: coveredCopy.shape.parts,
  reason: z.string(),
  madeBy: z.string(),
  madeAt: moment,
  originals: z.enum(['in', 'left-out']),
});
export type PlannedCover = z.infer<typeof plannedCover>;

/** A still that somebody kept, as it goes into a package. */
export const plannedStill = z.object({
  stillId: z.string(),
  /** Absolute. */
  source: z.string(),
  /** In the zip. */
  path: z.string(),
  plate: z.string(),
  cameraView,
  at: moment,
  segmentId: z.string(),
  sourceBytes: z.number().int(),
  sourceSha256: z.string(),
  sha256: z.string(),
  reason: z.string(),
  takenBy: z.string(),
});
export type PlannedStill = z.infer<typeof plannedStill>;
