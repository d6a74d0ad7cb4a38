import type { ReactNode } from 'react';
import { useNotice } from './noticeStore';

/** The one sentence over the page: something was sent, or was refused and why. */
export function NoticeBar(): ReactNode {
  const { notice } = useNotice();
  return (
    <div className="notice-place" role="status" aria-live="polite">
      {notice && (
        <p className={`notice ${notice.tone}`}>
          <span aria-hidden>{notice.tone === 'good' ? '✓' : '!'}</span>
          {notice.text}
        </p>
      )}
    </div>
  );
}
