import { useEffect, type ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import './evidence.css';
import { followKey, followPackages, useEvidence } from './evidenceStore';
import { evidenceWords } from './evidenceWords';
import { ExportLevelsCard } from './ExportLevelsCard';
import { KeyCard } from './KeyCard';
import { PackageCard } from './PackageCard';

/**
 * The packages that were exported, and the fingerprint that is given to whoever checks them. Whoever keeps the key has
 * not therefore a right to a package, nor to know of one.
 */
export function EvidencePage({ plates }: { plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(evidenceWords);
  const { packages, error } = useEvidence();
  const mayExport = usePermission('evidence.export');
  const mayConfigure = usePermission('evidence.configure');
  const mayViewKey = usePermission('evidence.viewKey');
  useEffect(() => (mayExport ? followPackages() : undefined), [mayExport]);
  useEffect(() => (mayViewKey ? followKey() : undefined), [mayViewKey]);
  return (
    <main className="evidence" aria-label={say('page')} data-keys-only={!mayExport}>
      {mayExport && (
        <section className="evidence-packages" aria-label={say('packages')}>
          {packages === null && error === null && <p className="soft">{say('loading')}</p>}
          {packages?.length === 0 && <p className="soft">{say('empty')}</p>}
          {packages?.map((one) => (
            <PackageCard key={one.id} evidence={one} plates={plates} />
          ))}
        </section>
      )}
      <aside className="evidence-side">
        {error !== null && <p role="alert">{errorText(error)}</p>}
        {mayViewKey && <KeyCard />}
        {mayConfigure && <ExportLevelsCard />}
      </aside>
    </main>
  );
}
