import type { JSONColumnType } from 'kysely';
import type { EvidencePackage, ExportCategory, Place } from '@protocol';

/** Tables of sealing and of evidence packages. Hashes are lower-case hex. */
export interface EvidenceSchema {
  /** Filled by triggers with whatever was closed, changed or removed, and emptied by the sealer. */
  unsealedRecords: { kind: 'segment' | 'gap'; id: string; queuedAt: number };
  /** The chains over what was recorded, see `evidence/sealFormat.ts`. */
  recordSeals: {
    chain: string;
    position: number;
    kind: 'segment' | 'gap' | 'removal';
    subjectId: string;
    leaf: string;
    previousSha256: string;
    previousSm3: string;
    sha256: string;
    sm3: string;
    sealedAt: number;
    /** The head that signs it, and its place among that head's leaves. */
    headNumber: number;
    headIndex: number;
  };
  recordHeads: {
    number: number;
    signedAt: number;
    /** How many links it signs. */
    size: number;
    rootSha256: string;
    rootSm3: string;
    previousSha256: string;
    previousSm3: string;
    algorithm: string;
    keyFingerprint: string;
    signature: string;
  };
  /** What an outside authority (RFC 3161) said of heads. */
  recordStamps: {
    headNumber: number;
    /** By the authority's clock. */
    stampedAt: number;
    /** Whom it was asked of. */
    authority: string;
    /** The token (a ContentInfo in DER) in base64. */
    token: string;
    receivedAt: number;
  };
  /** How high in the organisation the right to export must be held, where it is not as usual. */
  exportLevels: { placeId: string; category: ExportCategory; level: Place['kind']; changedAt: number };
  evidencePackages: {
    id: string;
    accountId: string;
    actorName: string;
    scope: JSONColumnType<EvidencePackage['scope']>;
    placeId: string;
    rightPlaceId: string | null;
    state: EvidencePackage['state'];
    /** 0 to 100. */
    percent: number;
    requestedAt: number;
    finishedAt: number | null;
    bytes: number | null;
    manifestSha256: string | null;
    failure: EvidencePackage['failure'];
    removesAt: number | null;
    removedAt: number | null;
    revision: number;
  };
}
