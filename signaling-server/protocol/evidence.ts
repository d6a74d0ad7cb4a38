import { z } from 'zod';
import { event, id, moment, nothing, request, route, touchesNothing } from './contract';
import { cameraView } from './fleet';

/** At most this long is one package; a longer span is two. */
export const LONGEST_PACKAGE_MS = 12 * 60 * 60_000;

/** What an export is for; it goes into the package, its report and the audit record. */
export const evidenceCategory = z.enum(['case', 'complaint', 'inspection', 'inquiry', 'other']);
export type EvidenceCategory = z.infer<typeof evidenceCategory>;

/** One camera or the microphone of one vehicle. */
export const evidenceTrack = z
  .object({ vehicleId: id, track: z.enum(['camera', 'evidence-sound']), cameraView: cameraView.nullable() })
  .strict()
  .refine(({ track, cameraView: view }) => (track === 'camera') === (view !== null));
export type EvidenceTrack = z.infer<typeof evidenceTrack>;

/** What is asked to be in a package. Bursts, orders, alarms, events and the ways of the vehicles always are. */
export const evidenceScope = z
  .object({
    from: moment,
    to: moment,
    tracks: z.array(evidenceTrack).min(1).max(64),
    /** Viewable copies beside the originals: H.264 MP4, and stills. */
    withCopies: z.boolean(),
    category: evidenceCategory,
    reason: z.string().trim().min(4).max(500),
  })
  .strict()
  .refine(({ from, to }) => from < to && to - from <= LONGEST_PACKAGE_MS);
export type EvidenceScope = z.infer<typeof evidenceScope>;

export const evidencePackage = z.object({
  id,
  scope: evidenceScope,
  /** The lowest place above everything it holds: who may see it holds the right there. */
  placeId: id,
  actorName: z.string(),
  requestedAt: moment,
  state: z.enum(['waiting', 'running', 'done', 'failed', 'cancelled']),
  /** 0 to 100. */
  percent: z.number().int(),
  finishedAt: moment.nullable(),
  /** Of the finished zip. */
  bytes: z.number().int().nullable(),
  /** SHA-256 of its manifest, which names the hash of everything else in it. */
  manifestSha256: z.string().nullable(),
  failure: z.enum(['nothing-recorded', 'too-much', 'disk-full', 'internal']).nullable(),
  revision: z.number().int(),
});
export type EvidencePackage = z.infer<typeof evidencePackage>;

/** One line of custody: who did what with a recording, where, when and why, from the audit record. */
export const custodyEntry = z.object({
  /** Number of its (first) row in the audit record. */
  number: z.number().int(),
  at: moment,
  /** Empty for the server itself. */
  actorName: z.string(),
  address: z.string(),
  action: z.string(),
  reason: z.string().nullable(),
  packageId: id.nullable(),
  track: z.string().nullable(),
  cameraView: cameraView.nullable(),
  /** How many segments of the span it was about. */
  segments: z.number().int(),
  /** Place in the audit chain; null for the second before it is sealed. */
  position: z.number().int().nullable(),
});
export type CustodyEntry = z.infer<typeof custodyEntry>;

const packageTouched = ({ packageId }: { packageId: string }) => [{ kind: 'package', id: packageId }] as const;

export const evidenceRequests = {
  /** Makes a package in the background; answers it as it waits. Refused where a part was recorded at a place out of the caller's reach. */
  'evidence:export': request({
    input: evidenceScope,
    output: evidencePackage,
    permission: 'evidence.export',
    touches: ({ tracks }) =>
      [...new Set(tracks.map(({ vehicleId }) => vehicleId))].map((vehicleId) => ({ kind: 'vehicle', id: vehicleId })),
  }),
  'evidence:cancel': request({
    input: z.object({ packageId: id }).strict(),
    output: evidencePackage,
    permission: 'evidence.export',
    touches: packageTouched,
  }),
  /** The newest packages of the places at which the caller may export. */
  'evidence:packages': request({
    input: nothing,
    output: z.object({ packages: z.array(evidencePackage) }),
    permission: 'evidence.export',
    touches: touchesNothing,
  }),
  /** Who viewed, exported and downloaded what a vehicle recorded in a span, newest first, and how much of it is sealed. */
  'evidence:custody': request({
    input: z.object({ vehicleId: id, from: moment, to: moment }).strict(),
    output: z.object({
      entries: z.array(custodyEntry),
      recordedSegments: z.number().int(),
      sealedSegments: z.number().int(),
    }),
    permission: 'audit.view',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
  /** The public half of the centre's key, for whoever is to give its fingerprint to a court or another office. */
  'evidence:key': request({
    input: nothing,
    output: z.object({
      algorithm: z.string(),
      /** SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex. */
      fingerprint: z.string(),
      /** PEM. */
      publicKey: z.string(),
      /** Of the newest signature over what was recorded; null before the first. */
      newestHead: z.object({ number: z.number().int(), signedAt: moment }).nullable(),
    }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
} as const;

export const evidenceEvents = {
  'evidence:packageChanged': event({
    payload: evidencePackage,
    permission: 'evidence.export',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
} as const;

export const evidenceRoutes = {
  /** The zip, with byte ranges, so that a download that was cut off goes on. Every first byte is a row in the audit record. */
  'GET /media/packages/:packageId': route({
    params: z.object({ packageId: id }),
    permission: 'evidence.export',
    touches: packageTouched,
  }),
} as const;
