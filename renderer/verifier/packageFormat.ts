import { z } from 'zod';

/** The files of a package as a reader expects them, written from the format's description and not from the writer's code. */

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const digest = z.object({ sha256: hex, sm3: hex });
const moment = z.number();

export const manifestShape = z.object({
  format: z.literal('zhiqin-evidence'),
  version: z.literal(1),
  packageId: z.string(),
  createdAt: moment,
  requestedAt: moment,
  madeBy: z.string(),
  exportedBy: z.string(),
  category: z.string(),
  reason: z.string(),
  span: z.object({ from: moment, to: moment }),
  key: z.object({ algorithm: z.string(), fingerprint: hex, publicKey: z.string() }),
  vehicles: z.array(z.object({ id: z.string(), plate: z.string(), placeName: z.string(), crew: z.array(z.string()) })),
  recordings: z.array(
    z.object({
      chain: z.string(),
      plate: z.string(),
      track: z.string(),
      cameraView: z.string().nullable(),
      segments: z.array(
        z.object({
          segmentId: z.string(),
          file: z.string(),
          startedAt: moment,
          endedAt: moment,
          state: z.string(),
          whole: z.boolean(),
        }),
      ),
      gaps: z.array(z.object({ id: z.string(), startedAt: moment, endedAt: moment.nullable(), reason: z.string() })),
    }),
  ),
  leftOut: z.array(z.object({ segmentId: z.string(), why: z.string() })),
  custodyRows: z.number(),
  files: z.array(digest.extend({ path: z.string(), bytes: z.number(), kind: z.string() })),
});
export type Manifest = z.infer<typeof manifestShape>;

const keyRecordShape = z.object({
  number: z.number(),
  algorithm: z.string(),
  fingerprint: hex,
  publicKey: z.string(),
  validFrom: moment,
  previousFingerprint: hex.nullable(),
  ownSignature: z.string(),
  previousSignature: z.string().nullable(),
});
export type KeyRecord = z.infer<typeof keyRecordShape>;

export const signatureShape = z.object({
  manifest: digest,
  signedAt: moment,
  algorithm: z.string(),
  keyFingerprint: hex,
  signature: z.string(),
  keys: z.array(keyRecordShape),
});
export type PackageSignature = z.infer<typeof signatureShape>;

const linkShape = z.object({
  chain: z.string(),
  position: z.number(),
  kind: z.string(),
  subjectId: z.string(),
  leaf: z.string(),
  previousSha256: hex,
  previousSm3: hex,
  sha256: hex,
  sm3: hex,
  headNumber: z.number(),
  headIndex: z.number(),
  path: z.array(digest),
});
export type Link = z.infer<typeof linkShape>;

const headShape = z.object({
  number: z.number(),
  signedAt: moment,
  size: z.number(),
  rootSha256: hex,
  rootSm3: hex,
  previousSha256: hex,
  previousSm3: hex,
  algorithm: z.string(),
  keyFingerprint: hex,
  signature: z.string(),
});
export type Head = z.infer<typeof headShape>;

export const chainsShape = z.object({
  links: z.array(linkShape),
  heads: z.array(headShape),
  stamps: z.array(z.object({ headNumber: z.number(), token: z.string() })),
});
export type Chains = z.infer<typeof chainsShape>;

export const segmentRecordShape = z.object({
  segmentId: z.string(),
  lineCount: z.number(),
  lines: z.array(z.object({ index: z.number(), text: z.string(), path: z.array(digest).optional() })),
});
export type SegmentRecord = z.infer<typeof segmentRecordShape>;

/** What of a segment's sealed line binds bytes and times; the rest are facts that are sealed with it. */
export const lineShape = z.object({
  type: z.string(),
  segmentId: z.string(),
  initBytes: z.number().optional(),
  bytes: z.number().optional(),
  startedAt: moment.optional(),
  endedAt: moment.optional(),
  digest: digest.optional(),
});
export type SealedLine = z.infer<typeof lineShape>;

/** `zhiqin-segment`, chain, id, start, end, bytes, state, number of lines, root by SHA-256, root by SM3. */
/** Null for what is no JSON. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

export const segmentLeafShape = z.tuple([
  z.literal('zhiqin-segment'),
  z.string(),
  z.string(),
  moment,
  moment,
  z.number(),
  z.string(),
  z.number(),
  hex,
  hex,
]);

const text = z.string().nullable();
const auditRowShape = z.object({
  number: z.number(),
  at: moment,
  accountId: text,
  actorName: z.string(),
  sessionId: text,
  address: z.string(),
  action: z.string(),
  outcome: z.string(),
  subjectKind: text,
  subjectId: text,
  placeId: text,
  details: z.record(z.string(), z.unknown()),
  count: z.number(),
  lastAt: moment,
});
export type AuditRow = z.infer<typeof auditRowShape>;

const auditLinkShape = z.object({
  position: z.number(),
  number: z.number(),
  rowHash: hex,
  previousHash: hex,
  subjectKind: text,
  subjectId: text,
  subjectCount: z.number().nullable(),
  subjectPreviousHash: text,
  hash: hex,
});
export type AuditLink = z.infer<typeof auditLinkShape>;

export const custodyShape = z.object({
  rows: z.array(z.object({ row: auditRowShape, seal: auditLinkShape.nullable() })),
  links: z.array(auditLinkShape),
  heads: z.array(
    z.object({
      position: z.number(),
      hash: hex,
      signedAt: moment,
      keyFingerprint: hex,
      signature: z.string(),
    }),
  ),
});
export type Custody = z.infer<typeof custodyShape>;
