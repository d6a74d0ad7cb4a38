/** What can be wrong with a package. Those of `incompleteness` say that something is gone; the others, that it was changed. */
export const incompleteness = [
  'package-cut-off',
  'file-missing',
  'segment-missing',
  'recording-cut-off',
  'custody-removed',
] as const;
export const alterations = [
  'not-a-package',
  'file-altered',
  'file-added',
  'data-altered',
  'manifest-altered',
  'picture-altered',
  'segments-swapped',
  'segment-duplicated',
  'record-altered',
  'clock-moved',
  'chain-broken',
  'head-forged',
  'custody-altered',
  'another-key',
  'key-chain-broken',
  'stamp-invalid',
] as const;
export type FindingCode = (typeof incompleteness)[number] | (typeof alterations)[number];

export interface Finding {
  readonly code: FindingCode;
  /** The file, camera, person or row that it is about. */
  readonly where: string;
  /** The span of recorded time that it is about, in milliseconds. */
  readonly span: { readonly from: number; readonly to: number } | null;
}

/** `other`: the fingerprint that was given is not that of the key which signed the package. */
export type KeyState = 'unconfirmed' | 'confirmed' | 'other';

export interface CustodyLine {
  readonly at: number;
  readonly actorName: string;
  readonly address: string;
  readonly action: string;
  readonly reason: string;
  /** How many segments it was about. */
  readonly segments: number;
}

/** What the package says of itself; believed only as far as the rest of the verdict goes. */
export interface PackageFacts {
  readonly packageId: string;
  readonly createdAt: number;
  readonly exportedBy: string;
  readonly category: string;
  readonly reason: string;
  readonly span: { readonly from: number; readonly to: number };
  readonly plates: readonly string[];
  readonly recordings: readonly {
    readonly plate: string;
    readonly track: string;
    readonly cameraView: string | null;
    readonly segments: number;
    readonly gaps: number;
  }[];
  readonly leftOut: number;
  /** Talk of groups that whoever exported it may not export; not counted above. */
  readonly leftOutTalk: number;
}

/** What an outside authority of time (RFC 3161) said of the signatures over what was recorded. */
export interface TimeStampFacts {
  /** Signatures over what is in the package, and those of them that the authority vouches for. */
  readonly heads: number;
  readonly stampedHeads: number;
  /** All of the latter were there by this moment of the authority's clock. */
  readonly latest: number | null;
  readonly authority: string;
  /** SHA-256 of the authority's certificates; that they are the authority's is to be asked elsewhere. */
  readonly fingerprints: readonly string[];
}

export interface Verdict {
  readonly isComplete: boolean;
  readonly isUnaltered: boolean;
  readonly findings: readonly Finding[];
  /** Of the key that signed it; null where it cannot be read. */
  readonly fingerprint: string | null;
  /** Of that key and of those that the centre had before it, each signed by the one before. */
  readonly fingerprints: readonly string[];
  /** Null where the package cannot be read. */
  readonly timeStamps: TimeStampFacts | null;
  readonly facts: PackageFacts | null;
  readonly custody: readonly CustodyLine[];
  readonly checked: {
    readonly files: number;
    readonly segments: number;
    readonly pieces: number;
    readonly signatures: number;
  };
}

/** Compares what a person was given by another way; blanks, colons and capital letters do not matter. */
export function keyState(fingerprints: readonly string[], given: string): KeyState {
  const plain = given.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (plain === '') return 'unconfirmed';
  return fingerprints.includes(plain) ? 'confirmed' : 'other';
}
