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
  readonly count: number;
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
}

export interface Verdict {
  readonly isComplete: boolean;
  readonly isUnaltered: boolean;
  readonly findings: readonly Finding[];
  /** Of the key that signed it; null where it cannot be read. */
  readonly fingerprint: string | null;
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
export function keyState(fingerprint: string | null, given: string): KeyState {
  const plain = given.toLowerCase().replace(/[^0-9a-f]/g, '');
  if (plain === '') return 'unconfirmed';
  return plain === fingerprint ? 'confirmed' : 'other';
}
