import { z } from 'zod';
import { id, moment, nothing, request, touchesNothing } from './contract';

export const auditRow = z.object({
  number: z.number().int(),
  at: moment,
  /** Null for a stranger and for what the server did of itself. */
  accountId: id.nullable(),
  actorName: z.string(),
  address: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'refused']),
  subject: z.object({ kind: z.string(), id: z.string() }).nullable(),
  placeId: id.nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  /** Of refusals that were repeated. */
  count: z.number().int(),
  lastAt: moment,
  /** Its place in the chain and the SHA-256 that binds it to the row before; null for the second before it is sealed. */
  seal: z.object({ position: z.number().int(), hash: z.string() }).nullable(),
});
export type AuditRow = z.infer<typeof auditRow>;

/** The end of the chain at a moment, signed by the centre's key and written outside the database. */
export const auditHead = z.object({
  /** Length of the chain: the position of its last row. */
  position: z.number().int(),
  hash: z.string(),
  signedAt: moment,
  /** Of the key, so that others can follow: `Ed25519`. */
  algorithm: z.string(),
  /** SHA-256 of the public key. */
  keyFingerprint: z.string(),
  /** Base64, over the fields above. */
  signature: z.string(),
});
export type AuditHead = z.infer<typeof auditHead>;

/** What is wrong with the record, at the first place where something is. */
export const auditFault = z.object({
  what: z.enum(['changed', 'missing', 'moved', 'inserted', 'cut-off', 'forged-head']),
  /** In the chain. */
  position: z.number().int(),
  /** The audit row's own number; null where only its place is known. */
  number: z.number().int().nullable(),
});
export type AuditFault = z.infer<typeof auditFault>;

export const auditRequests = {
  /** Rows of the places that the caller may audit, newest first. */
  'audit:search': request({
    input: z
      .object({
        from: moment,
        to: moment,
        /** Part of the person's name, the action or the subject's id; null for all. */
        text: z.string().trim().max(100).nullable(),
        action: z.string().max(60).nullable(),
        outcome: z.enum(['done', 'refused']).nullable(),
        subject: z.object({ kind: z.string().max(40), id }).nullable(),
        /** Rows before this number, to page on. */
        before: z.number().int().nullable(),
        limit: z.number().int().min(1).max(200),
      })
      .strict(),
    output: z.object({ rows: z.array(auditRow) }),
    permission: 'audit.view',
    touches: touchesNothing,
  }),
  /** The newest signed head, and the check of the whole chain as it stands now; 20 faults at most. */
  'audit:verify': request({
    input: nothing,
    output: z.object({
      head: auditHead.nullable(),
      sealedRows: z.number().int(),
      /** Rows of the last second. */
      unsealedRows: z.number().int(),
      faults: z.array(auditFault),
    }),
    permission: 'audit.view',
    touches: touchesNothing,
  }),
} as const;
