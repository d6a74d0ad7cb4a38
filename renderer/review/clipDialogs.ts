import { create } from 'zustand';
import { exactMoment, setPlaying } from './reviewClock';

type Shown = 'still' | 'clip' | 'share' | 'export';

/** Which dialog about what is set apart is open, and the moment at which it was opened: the clock may go on. */
export const useClipDialog = create<{ readonly shown: Shown | null; readonly at: number }>(() => ({
  shown: null,
  at: 0,
}));

/** Opens one; the picture stands still meanwhile, so that what is kept is what is seen. */
export function openClipDialog(shown: Shown): void {
  setPlaying(false);
  useClipDialog.setState({ shown, at: exactMoment() });
}

export function closeClipDialog(): void {
  useClipDialog.setState({ shown: null });
}
