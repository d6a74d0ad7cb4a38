import { useEffect, type ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import './evidence.css';
import { followPackages, useEvidence } from './evidenceStore';
import { evidenceWords } from './evidenceWords';
import { ExportLevelsCard } from './ExportLevelsCard';
import { KeyCard } from './KeyCard';
import { PackageCard } from './PackageCard';

/** The packages that were exported, and the fingerprint that is given to whoever checks them. */
export function EvidencePage({ plates }: { plates: ReadonlyMap<string, string> }): ReactNode {
  const say = useWords(evidenceWords);
  const { packages, error } = useEvidence();
  const mayExport = usePermission('evidence.export');
  const mayConfigure = usePermission('evidence.configure');
  useEffect(() => (mayExport ? followPackages() : undefined), [mayExport]);
  return (
    <main className="evidence" aria-label={say('page')}>
      <section className="evidence-packages" aria-label={say('packages')}>
        {error !== null && <p role="alert">{errorText(error)}</p>}
        {packages === null && error === null && <p className="soft">{say('loading')}</p>}
        {packages?.length === 0 && <p className="soft">{say('empty')}</p>}
        {packages?.map((one) => (
          <PackageCard key={one.id} evidence={one} plates={plates} />
        ))}
      </section>
      <aside className="evidence-side">
        <KeyCard />
        {mayConfigure && <ExportLevelsCard />}
      </aside>
    </main>
  );
}
