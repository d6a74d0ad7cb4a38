import type { RecorderState } from '@protocol';
import { create } from 'zustand';
import { holdsPermission } from '../session/sessionStore';
import { on, onReady, request } from '../wire/pageConnection';

/** Null until the server has said it, or where this person may not know. */
export const useRecorder = create<{ readonly state: RecorderState | null }>(() => ({ state: null }));

/** Keeps the store to what the server says. Called once by a page that shows the recorder's state. */
export function followRecorder(): void {
  onReady(() => {
    if (!holdsPermission('status.view')) return;
    request('recording:state', {}).then(
      (state) => useRecorder.setState({ state }),
      (error: unknown) => console.error('the recorder state could not be loaded', error),
    );
  });
  on('recording:stateChanged', (state) => useRecorder.setState({ state }));
}
