import { create } from 'zustand';

const SHOWN_MS = 6000;

export interface Notice {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

/** The one sentence that is shown over the page for a few seconds. */
export const useNotice = create<{ notice: Notice | null }>(() => ({ notice: null }));

export function notify(tone: Notice['tone'], text: string): void {
  const notice = { tone, text };
  useNotice.setState({ notice });
  setTimeout(() => {
    if (useNotice.getState().notice === notice) {
      useNotice.setState({ notice: null });
    }
  }, SHOWN_MS);
}
