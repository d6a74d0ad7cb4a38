import type { EvidencePackage, EvidenceScope, RequestOutput } from '@protocol';
import { create } from 'zustand';
import { bearer } from '../session/sessionStore';
import { on, onReady, request } from '../wire/pageConnection';

const KEY_EVERY_MS = 15_000;

interface EvidenceState {
  /** Newest first; null until they are loaded. */
  readonly packages: readonly EvidencePackage[] | null;
  readonly centreKey: RequestOutput<'evidence:key'> | null;
  readonly error: unknown;
  /** Packages whose zip is on its way. */
  readonly downloading: ReadonlySet<string>;
}

export const useEvidence = create<EvidenceState>(() => ({
  packages: null,
  centreKey: null,
  error: null,
  downloading: new Set(),
}));

/** Loads the packages and follows what becomes of them, until the answer is called. */
export function followPackages(): () => void {
  const stopEvents = on('evidence:packageChanged', (changed) => take([changed]));
  const stopReady = onReady(() => void loadPackages());
  return () => {
    stopEvents();
    stopReady();
  };
}

/** Loads the centre's key and what it signs, until the answer is called. */
export function followKey(): () => void {
  const stopReady = onReady(() => void loadKey());
  // Signatures and time stamps come all the time and are told to nobody.
  const timer = setInterval(() => void loadKey(), KEY_EVERY_MS);
  return () => {
    stopReady();
    clearInterval(timer);
  };
}

/** Throws what the server refuses. */
export async function exportEvidence(scope: EvidenceScope): Promise<void> {
  take([await request('evidence:export', scope)]);
}

export async function cancelPackage(packageId: string): Promise<void> {
  await orTell(async () => take([await request('evidence:cancel', { packageId })]));
}

/** Has a zip that was removed made anew. */
export async function rebuildPackage(packageId: string, reason: string): Promise<void> {
  await orTell(async () => take([await request('evidence:rebuild', { packageId, reason })]));
}

export async function changeKey(reason: string): Promise<void> {
  await orTell(async () => useEvidence.setState({ centreKey: await request('evidence:changeKey', { reason }) }));
}

/** Brings the zip and hands it to the browser to keep. */
export async function downloadPackage({ id }: EvidencePackage): Promise<void> {
  setDownloading(id, true);
  try {
    const response = await fetch(`/media/packages/${encodeURIComponent(id)}`, { headers: bearer(), cache: 'no-store' });
    if (!response.ok) throw new Error(`the package was answered with ${response.status}`);
    const address = URL.createObjectURL(await response.blob());
    const link = document.createElement('a');
    link.href = address;
    link.download = `zhiqin-evidence-${id}.zip`;
    link.click();
    // The browser has taken the file over once the click is done.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch (error) {
    useEvidence.setState({ error });
  } finally {
    setDownloading(id, false);
  }
}

async function loadPackages(): Promise<void> {
  await orTell(async () => {
    const { packages } = await request('evidence:packages', {});
    useEvidence.setState({ packages: [], error: null });
    take(packages);
  });
}

async function loadKey(): Promise<void> {
  await orTell(async () => useEvidence.setState({ centreKey: await request('evidence:key', {}) }));
}

async function orTell(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    useEvidence.setState({ error });
  }
}

/** The newer revision wins, so that a slow answer cannot overwrite an event. */
function take(changed: readonly EvidencePackage[]): void {
  useEvidence.setState(({ packages }) => {
    const known = new Map((packages ?? []).map((one) => [one.id, one]));
    for (const one of changed) {
      const before = known.get(one.id);
      if (!before || before.revision < one.revision) known.set(one.id, one);
    }
    return { packages: [...known.values()].sort((one, other) => other.requestedAt - one.requestedAt) };
  });
}

function setDownloading(packageId: string, is: boolean): void {
  useEvidence.setState(({ downloading }) => {
    const next = new Set(downloading);
    if (is) next.add(packageId);
    else next.delete(packageId);
    return { downloading: next };
  });
}
