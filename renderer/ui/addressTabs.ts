import { useSyncExternalStore } from 'react';

function subscribe(changed: () => void): () => void {
  addEventListener('hashchange', changed);
  return () => removeEventListener('hashchange', changed);
}

/** The parts of a page, one of which its address names after the `#`; the first where it names none of them. */
export function addressTabs<Tab extends string>(
  tabs: readonly [Tab, ...Tab[]],
): { useTab: () => Tab; showTab: (tab: Tab) => void } {
  const current = (): Tab => tabs.find((tab) => location.hash === `#${tab}`) ?? tabs[0];
  return {
    useTab: () => useSyncExternalStore(subscribe, current),
    showTab: (tab) => (location.hash = tab),
  };
}
