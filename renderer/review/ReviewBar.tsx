import { Button } from 'antd';
import type { ReactNode } from 'react';
import { auditWords } from '../audit/auditWords';
import { evidenceWords } from '../evidence/evidenceWords';
import { coverageWords } from '../recording/coverageWords';
import { storageWords } from '../recording/storageWords';
import { orderTimesWords } from '../orders/orderTimesWords';
import { signOut, useSession } from '../session/sessionStore';
import { statusWords } from '../status/statusWords';
import { chooseLanguage, useLanguage, useWords } from '../ui/words/languageStore';
import { voiceLogWords } from '../voiceLog/voiceLogWords';
import { usePermittedTabs } from './permittedTabs';
import { useReviewTab, type ReviewTab } from './reviewTab';
import { reviewWords } from './reviewWords';

/** The parts of the page, and who is here. */
export function ReviewBar(): ReactNode {
  const say = useWords(reviewWords);
  const { language } = useLanguage();
  const { signedIn } = useSession();
  return (
    <header className="review-bar">
      <strong>{say('product')}</strong>
      <ReviewTabLinks />
      <span className="fill" />
      <Button type="text" onClick={() => chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}>
        {say('language')}
      </Button>
      <span className="soft">{signedIn?.person.name}</span>
      <Button type="text" onClick={() => void signOut()}>
        {say('signOut')}
      </Button>
    </header>
  );
}

function ReviewTabLinks(): ReactNode {
  const say = useWords(reviewWords);
  const words: Readonly<Record<ReviewTab, string>> = {
    replay: say('review'),
    voice: useWords(voiceLogWords)('page'),
    orders: useWords(orderTimesWords)('page'),
    coverage: useWords(coverageWords)('page'),
    storage: useWords(storageWords)('page'),
    status: useWords(statusWords)('page'),
    evidence: useWords(evidenceWords)('page'),
    audit: useWords(auditWords)('page'),
  };
  const tabs = usePermittedTabs();
  const asked = useReviewTab();
  const shown = tabs.includes(asked) ? asked : tabs[0];
  return (
    <nav className="review-tabs" aria-label={say('parts')}>
      {tabs.map((tab) => (
        <a key={tab} href={`#${tab}`} aria-current={tab === shown ? 'page' : undefined}>
          {words[tab]}
        </a>
      ))}
    </nav>
  );
}
