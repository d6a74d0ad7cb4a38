import { z } from 'zod';
import { cameraView, centreKeyRecord, evidenceCategory, gapReason, moment } from '@protocol';
import { digest } from '../recorder/digestOf';
import { plannedCover, plannedStill } from './keptFiles';

/**
 * What the server tells the packager to make: a file of JSON in the package's working folder. The packager has neither
 * the database nor the centre's key; the server has neither to hash nor to draw.
 */

const line = z.object({
  /** Among the segment's journal lines, which are the leaves of its tree. */
  index: z.number().int(),
  text: z.string(),
  /** To the segment's root; left out where every line is disclosed. */
  path: z.array(digest).optional(),
});

const plannedSegment = z.object({
  segmentId: z.string(),
  /** Its path in the index. */
  source: z.string(),
  /** In the zip. */
  file: z.string(),
  mimeType: z.string(),
  startedAt: moment,
  endedAt: moment,
  state: z.string(),
  burstId: z.string().nullable(),
  /** Bytes of the original to take, in their order. */
  ranges: z.array(z.object({ offset: z.number().int(), bytes: z.number().int(), digest: digest.nullable() })),
  /** How many journal lines were sealed. */
  lineCount: z.number().int(),
  lines: z.array(line),
});
export type PlannedSegment = z.infer<typeof plannedSegment>;

const plannedRecording = z.object({
  chain: z.string(),
  vehicleId: z.string().nullable(),
  plate: z.string(),
  track: z.enum(['camera', 'evidence-sound', 'talk']),
  cameraView: cameraView.nullable(),
  /** For names of files: letters, digits and `-`. */
  name: z.string(),
  segments: z.array(plannedSegment),
  gaps: z.array(z.object({ id: z.string(), startedAt: moment, endedAt: moment.nullable(), reason: gapReason })),
});
export type PlannedRecording = z.infer<typeof plannedRecording>;

const plannedTimeStamps = z.object({
  heads: z.number().int(),
  stampedHeads: z.number().int(),
  latest: moment.nullable(),
  authorities: z.array(z.object({ url: z.string(), name: z.string(), fingerprint: z.string() })),
});
export type PlannedTimeStamps = z.infer<typeof plannedTimeStamps>;

const reportRow = z.array(z.string());

export const packagePlan = z.object({
  packageId: z.string(),
  createdAt: moment,
  requestedAt: moment,
  madeBy: z.string(),
  actorName: z.string(),
  category: evidenceCategory,
  reason: z.string(),
  span: z.object({ from: moment, to: moment }),
  withCopies: z.boolean(),
  key: z.object({ algorithm: z.string(), fingerprint: z.string(), publicKey: z.string() }),
  vehicles: z.array(z.object({ id: z.string(), plate: z.string(), placeName: z.string(), crew: z.array(z.string()) })),
  recordings: z.array(plannedRecording),
  /** The recorder's volumes, absolute; what is on none of them is in the archive. */
  volumes: z.array(z.string()),
  /**
   * Segments of the span that are left out: they still grew, were not sealed, held nothing, were deleted since, or are
   * talk of groups of which the asker may not export.
   */
  leftOut: z.array(
    z.object({
      segmentId: z.string(),
      why: z.enum(['open', 'unsealed', 'missing', 'covered', 'empty', 'deleted', 'reduced', 'not-permitted']),
    }),
  ),
  covers: z.array(plannedCover).default([]),
  stills: z.array(plannedStill).default([]),
  /** Why originals of covered cameras are left out; null where they are in. */
  originalsLeftOut: z.string().nullable().default(null),
  /** Links and heads, and custody, as they go into the zip. */
  seals: z.unknown(),
  /** What outside authorities of time (RFC 3161) vouch for; plans of earlier versions say nothing of it. */
  timeStamps: plannedTimeStamps.optional(),
  custody: z.unknown(),
  custodyRows: z.number().int(),
  tracks: z.array(
    z.object({
      plate: z.string(),
      name: z.string(),
      positions: z.array(
        z.object({
          at: moment,
          longitude: z.number(),
          latitude: z.number(),
          speed: z.number().nullable(),
          heading: z.number().nullable(),
          accuracy: z.number().nullable(),
        }),
      ),
    }),
  ),
  /** Everything else that goes in as JSON: the name of the file, and what it holds. */
  data: z.record(z.string(), z.array(z.unknown())),
  /** Lines of the report's tables, already in words. */
  report: z.object({ events: z.array(reportRow), custody: z.array(reportRow) }),
  /** The one HTML file that checks the package. */
  verifier: z.string(),
});
export type PackagePlan = z.infer<typeof packagePlan>;

/** What the packager says, one JSON object a line. */
export const fromPackager = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), percent: z.number().int() }),
  /** Asks for the centre's signature over the manifest; the answer is one line of JSON on its standard input. */
  z.object({ type: z.literal('sign'), manifest: digest }),
  z.object({ type: z.literal('done'), bytes: z.number().int() }),
  z.object({ type: z.literal('failed'), why: z.enum(['disk-full', 'internal']), message: z.string() }),
]);
export type FromPackager = z.infer<typeof fromPackager>;

export const manifestSignature = z.object({
  manifest: digest,
  signedAt: moment,
  algorithm: z.string(),
  keyFingerprint: z.string(),
  signature: z.string(),
  /** Every key that the centre has had, so that whoever knows one of them knows the one that signed. */
  keys: z.array(centreKeyRecord),
});
export type ManifestSignature = z.infer<typeof manifestSignature>;
