import { z } from 'zod';
import { event, id, moment, nothing, request, route, touchesNothing } from './contract';
import { cameraView } from './fleet';
import { place, type Place } from './people';
import type { RetentionCategory } from './recordingStorage';

/** At most this long is one package; a longer span is two. */
export const LONGEST_PACKAGE_MS = 12 * 60 * 60_000;

/** What an export is for; it goes into the package, its report and the audit record. */
export const evidenceCategory = z.enum(['case', 'complaint', 'inspection', 'inquiry', 'other']);
export type EvidenceCategory = z.infer<typeof evidenceCategory>;

/** What a recording is kept for, as far as it matters to who may hand it out. */
export const exportCategory = z.enum(['routine', 'alarm']) satisfies z.ZodType<RetentionCategory>;
export type ExportCategory = z.infer<typeof exportCategory>;

/**
 * How high in the organisation the right must be held where no rule says otherwise: what belongs to an alarm is not for
 * a team to hand out.
 */
export const usualExportLevels: Readonly<Record<ExportCategory, Place['kind']>> = {
  routine: 'team',
  alarm: 'district',
};

const exportLevel = place.shape.kind;

/** What the city or a district has laid down of exports, which holds for all under it too; the strictest rule counts. */
export const placeExportLevels = z.object({
  placeId: id,
  name: z.string(),
  parentId: id.nullable(),
  /** Null where the place has no rule of its own. */
  own: z.object({ routine: exportLevel.nullable(), alarm: exportLevel.nullable() }),
  /** What holds of what is recorded there. */
  inForce: z.object({ routine: exportLevel, alarm: exportLevel }),
});
export type PlaceExportLevels = z.infer<typeof placeExportLevels>;

/** One camera or the microphone of one vehicle. */
export const evidenceTrack = z
  .object({ vehicleId: id, track: z.enum(['camera', 'evidence-sound']), cameraView: cameraView.nullable() })
  .strict()
  .refine(({ track, cameraView: view }) => (track === 'camera') === (view !== null));
export type EvidenceTrack = z.infer<typeof evidenceTrack>;

/**
 * What is asked to be in a package. Orders, alarms, events and the ways of the vehicles always are, and the talk that they
 * took part in; but talk of groups of which the asker may not export is only named.
 */
export const evidenceScope = z
  .object({
    from: moment,
    to: moment,
    tracks: z.array(evidenceTrack).min(1).max(64),
    /** Viewable copies beside the originals: H.264 MP4, and stills. */
    withCopies: z.boolean(),
    /** Covered copies that go in, each named as one with its regions. */
    coverIds: z.array(id).max(32).optional(),
    /**
     * Why the originals of the covered cameras are left out of the package, and with them everything that shows what
     * was covered; they go in where this is not given.
     */
    originalsLeftOut: z.string().trim().min(4).max(500).optional(),
    category: evidenceCategory,
    reason: z.string().trim().min(4).max(500),
  })
  .strict()
  .refine(({ from, to }) => from < to && to - from <= LONGEST_PACKAGE_MS)
  .refine(({ originalsLeftOut, coverIds = [] }) => originalsLeftOut === undefined || coverIds.length > 0);
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
  /** When the zip goes by itself, to make room; null for never, and while there is none. */
  removesAt: moment.nullable(),
  /** When it went: the record, the custody and the manifest's hash stay, and it can be built again. */
  removedAt: moment.nullable(),
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
  /** Where it was recorded, or what the package is of. */
  placeName: z.string().nullable(),
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

/** A key of the centre's, signed by itself and by the one before it. */
export const centreKeyRecord = z.object({
  /** 1 for the first. */
  number: z.number().int(),
  /** `Ed25519`; others may follow. */
  algorithm: z.string(),
  /** SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex. */
  fingerprint: z.string(),
  /** SubjectPublicKeyInfo in base64. */
  publicKey: z.string(),
  validFrom: moment,
  previousFingerprint: z.string().nullable(),
  /** Base64, over the fields above. */
  ownSignature: z.string(),
  /** The same by the key before it; null for the first. */
  previousSignature: z.string().nullable(),
});
export type CentreKeyRecord = z.infer<typeof centreKeyRecord>;

/** How the time stamps of an outside authority (RFC 3161) are doing. */
export const timeStampState = z.object({
  /** Whom they are asked of. */
  authority: z.string(),
  newest: z.object({ headNumber: z.number().int(), stampedAt: moment }).nullable(),
  /** Why there is none of the newest signature, and since when; it is asked for again. Null where all is well. */
  failure: z.object({ since: moment, why: z.string() }).nullable(),
});
export type TimeStampState = z.infer<typeof timeStampState>;

/** Who made a key the centre's, as the audit record says. */
const keyChange = z.object({
  /** Of the key that began then. */
  fingerprint: z.string(),
  actorName: z.string(),
  reason: z.string(),
});

const centreKey = z.object({
  /** The newest last. */
  keys: z.array(centreKeyRecord),
  /** In the order of the keys. The first key has none: the server made it when it began. */
  changes: z.array(keyChange),
  /** Of the newest, PEM. */
  publicKey: z.string(),
  /** Of the newest signature over what was recorded; null before the first. */
  newestHead: z.object({ number: z.number().int(), signedAt: moment }).nullable(),
  /** Null where no authority is configured. */
  timeStamps: timeStampState.nullable(),
  /** Whether the caller may change the key: it concerns the whole centre. */
  mayChange: z.boolean(),
});

const packageTouched = ({ packageId }: { packageId: string }) => [{ kind: 'package', id: packageId }] as const;
const reason = z.string().trim().min(4).max(500);

export const evidenceRequests = {
  /**
   * Makes a package in the background; answers it as it waits. `forbidden` where a part of it was recorded at a place,
   * or belongs to a category, that the caller may not export: the place is the one of the recording, wherever the
   * vehicle is now.
   */
  'evidence:export': request({
    input: evidenceScope,
    output: evidencePackage,
    permission: 'evidence.export',
    touches: touchesNothing,
  }),
  'evidence:cancel': request({
    input: z.object({ packageId: id }).strict(),
    output: evidencePackage,
    permission: 'evidence.export',
    touches: packageTouched,
  }),
  /** Makes a zip anew that was removed to make room, of the same contents; `conflict` where it is there. */
  'evidence:rebuild': request({
    input: z.object({ packageId: id, reason }).strict(),
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
  /**
   * Who viewed, clipped, exported, shared and downloaded what a vehicle recorded in a span, newest first, and how much
   * of it is sealed; of what was recorded at places that the caller may audit.
   */
  'evidence:custody': request({
    input: z.object({ vehicleId: id, from: moment, to: moment }).strict(),
    output: z.object({
      entries: z.array(custodyEntry),
      recordedSegments: z.number().int(),
      sealedSegments: z.number().int(),
    }),
    permission: 'audit.view',
    touches: touchesNothing,
  }),
  /** The rules of who may export, of the city and the districts where the caller may change them. */
  'evidence:levels': request({
    input: nothing,
    output: z.object({ places: z.array(placeExportLevels) }),
    permission: 'evidence.configure',
    touches: touchesNothing,
  }),
  /** `level` null takes the place's own rule away. Answers what holds then. */
  'evidence:saveLevel': request({
    input: z.object({ placeId: id, category: exportCategory, level: exportLevel.nullable() }).strict(),
    output: z.object({ places: z.array(placeExportLevels) }),
    permission: 'evidence.configure',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
  /**
   * The public halves of the centre's keys, and who changed them, for whoever keeps them or is to give a fingerprint to a
   * court or another office. Nothing of what they sign is told.
   */
  'evidence:key': request({
    input: nothing,
    output: centreKey,
    permission: 'evidence.viewKey',
    touches: touchesNothing,
  }),
  /** Makes a new key, signed by the old one, which is destroyed. `forbidden` where the right is not held for the whole centre. */
  'evidence:changeKey': request({
    input: z.object({ reason }).strict(),
    output: centreKey,
    permission: 'evidence.changeKey',
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
