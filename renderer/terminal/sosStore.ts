import { create } from 'zustand';
import { errorText } from '../ui/errorText';
import { sayNow } from '../ui/words/languageStore';
import { connection, on, onReady, request, serverNow } from '../wire/pageConnection';
import { notify } from './noticeStore';
import { SosCall, type SosState } from './SosCall';
import { sosWords } from './sosWords';
import { useTerminal } from './terminalStore';

const KEPT_UNDER = 'zhiqin.sos';
const REPEAT_MS = 1_000;

export const useSos = create<SosState>(() => ({ pending: null, alarm: null }));

/** Whether a call for help is on its way or open. */
export function isCalling({ pending, alarm }: SosState): boolean {
  return pending !== null || (alarm !== null && alarm.state !== 'completed');
}

const sos = SosCall.create({
  storage: {
    read: () => localStorage.getItem(KEPT_UNDER),
    write: (text) => (text === null ? localStorage.removeItem(KEPT_UNDER) : localStorage.setItem(KEPT_UNDER, text)),
  },
  // A tablet whose clock is ahead must be able to call, too: by now the server's is known.
  raise: ({ clientKey, pressedAt, position }) =>
    request('alarms:raiseSos', { clientKey, pressedAt: Math.min(pressedAt, Math.round(serverNow())), position }),
  undo: (alarmId) => request('alarms:undoSos', { alarmId }),
  onChanged: (state) => useSos.setState(state),
  onRefused: (error) => notify('bad', sayNow(sosWords)('refused', { reason: errorText(error) })),
});

/** Follows a vehicle's call for help, and sends one that waits. The answer stops it. */
export function followSos(vehicleId: string): () => void {
  const load = async (): Promise<void> => {
    await sos.flush(vehicleId);
    const { alarm } = await request('alarms:own', {});
    sos.take(alarm);
  };
  const retry = setInterval(() => {
    if (connection.isReady && sos.state.pending !== null) void sos.flush(vehicleId);
  }, REPEAT_MS);
  const endings = [
    onReady(() => {
      load().catch((error: unknown) =>
        console.warn('the call for help is asked for again on the next connection', error),
      );
    }),
    on('alarms:changed', (alarm) => {
      if (alarm.kind === 'sos' && alarm.vehicleId === vehicleId) sos.take(alarm);
    }),
    () => clearInterval(retry),
  ];
  return () => endings.forEach((end) => end());
}

/** Calls for help, at once: with the newest fix of this device, and without one where it has none. */
export async function callForHelp(vehicleId: string): Promise<void> {
  const { fix } = useTerminal.getState();
  const position = fix === null ? null : { longitude: fix.longitude, latitude: fix.latitude };
  await sos.press({ vehicleId, clientKey: crypto.randomUUID(), pressedAt: Date.now(), position });
}

/** Throws a RequestError where it is too late. */
export async function takeBackCallForHelp(): Promise<void> {
  await sos.undo();
}
