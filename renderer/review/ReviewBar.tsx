import { Button } from 'antd';
import type { ReactNode } from 'react';
import { auditWords } from '../audit/auditWords';
import { evidenceWords } from '../evidence/evidenceWords';
import { coverageWords } from '../recording/coverageWords';
import { storageWords } from '../recording/storageWords';
import { orderTimesWords } from '../orders/orderTimesWords';
import { signOut, usePermission, useSession } from '../session/sessionStore';
import { statusWords } from '../status/statusWords';
import { chooseLanguage, useLanguage, useWords } from '../ui/words/languageStore';
import { voiceLogWords } from '../voiceLog/voiceLogWords';
import { useReviewTab } from './reviewTab';
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
  const sayLog = useWords(voiceLogWords);
  const sayStatus = useWords(statusWords);
  const tab = useReviewTab();
  const sayAudit = useWords(auditWords);
  const sayCoverage = useWords(coverageWords);
  const sayStorage = useWords(storageWords);
  const mayManage = usePermission('recording.manage');
  const maySeeStatus = usePermission('status.view');
  const mayAudit = usePermission('audit.view');
  const sayEvidence = useWords(evidenceWords);
  const mayExport = usePermission('evidence.export');
  const sayOrders = useWords(orderTimesWords);
  const mayReviewOrders = usePermission('orders.review');
  return (
    <nav className="review-tabs" aria-label={say('parts')}>
      <a href="#replay" aria-current={tab === 'replay' ? 'page' : undefined}>
        {say('review')}
      </a>
      <a href="#voice" aria-current={tab === 'voice' ? 'page' : undefined}>
        {sayLog('page')}
      </a>
      {mayReviewOrders && (
        <a href="#orders" aria-current={tab === 'orders' ? 'page' : undefined}>
          {sayOrders('page')}
        </a>
      )}
      <a href="#coverage" aria-current={tab === 'coverage' ? 'page' : undefined}>
        {sayCoverage('page')}
      </a>
      {mayManage && (
        <a href="#storage" aria-current={tab === 'storage' ? 'page' : undefined}>
          {sayStorage('page')}
        </a>
      )}
      {maySeeStatus && (
        <a href="#status" aria-current={tab === 'status' ? 'page' : undefined}>
          {sayStatus('page')}
        </a>
      )}
      {mayExport && (
        <a href="#evidence" aria-current={tab === 'evidence' ? 'page' : undefined}>
          {sayEvidence('page')}
        </a>
      )}
      {mayAudit && (
        <a href="#audit" aria-current={tab === 'audit' ? 'page' : undefined}>
          {sayAudit('page')}
        </a>
      )}
    </nav>
  );
}
