import { useSyncExternalStore } from 'react';

const tabs = ['replay', 'voice', 'evidence', 'orders', 'coverage', 'storage', 'status', 'audit'] as const;
export type ReviewTab = (typeof tabs)[number];

/** The part of the page that the address names after its `#`. */
function current(): ReviewTab {
  return tabs.find((tab) => location.hash === `#${tab}`) ?? 'replay';
}

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

export const useReviewTab = (): ReviewTab => useSyncExternalStore(subscribe, current);

export function showReviewTab(tab: ReviewTab): void {
  location.hash = tab;
}
