import type { Position, RecorderState, Vehicle } from '@protocol';
import { create } from 'zustand';
import { on, onReady, request } from '../wire/pageConnection';

const KEPT_UNDER = 'zhiqin.terminal';

interface KeptTerminal {
  readonly vehicle: Vehicle;
  readonly placeName: string;
  readonly personName: string;
  readonly onDutySince: number | null;
}

interface TerminalState {
  /** As the server last said it; after a start without a network, as it was kept on the tablet. */
  readonly vehicle: Vehicle | null;
  readonly placeName: string;
  readonly personName: string;
  readonly onDutySince: number | null;
  readonly recorder: RecorderState | null;
  /** The newest fix of this tablet, sent or not. */
  readonly fix: Omit<Position, 'number'> | null;
  readonly fixFailure: 'denied' | 'unavailable' | null;
  /** Fixes that the server has not confirmed. */
  readonly waitingFixes: number;
}

export const useTerminal = create<TerminalState>(() => ({
  ...(readKept() ?? { vehicle: null, placeName: '', personName: '', onDutySince: null }),
  recorder: null,
  fix: null,
  fixFailure: null,
  waitingFixes: 0,
}));

/** Loads what belongs to this terminal after every sign-in and reconnect; the answer stops it. */
export function followTerminal(personName: string): () => void {
  useTerminal.setState({ personName });
  const load = async (): Promise<void> => {
    try {
      const { vehicle, placeName } = await request('fleet:own', {});
      useTerminal.setState({ placeName });
      takeVehicle(vehicle);
      useTerminal.setState({ recorder: await request('recording:state', {}) });
    } catch (error) {
      console.warn('the terminal could not be loaded; it is tried again on the next connection', error);
    }
  };
  const endings = [
    onReady(() => void load()),
    on('recording:stateChanged', (recorder) => useTerminal.setState({ recorder })),
  ];
  return () => endings.forEach((end) => end());
}

/** Takes a newer state of the own vehicle and keeps it for a start without a network. */
export function takeVehicle(vehicle: Vehicle): void {
  const before = useTerminal.getState();
  if (before.vehicle?.id === vehicle.id && before.vehicle.revision > vehicle.revision) {
    return;
  }
  const since = before.vehicle?.id === vehicle.id && before.vehicle.onDuty ? before.onDutySince : null;
  const onDutySince = vehicle.onDuty ? (since ?? Date.now()) : null;
  useTerminal.setState({ vehicle, onDutySince });
  const { placeName, personName } = useTerminal.getState();
  localStorage.setItem(
    KEPT_UNDER,
    JSON.stringify({ vehicle, placeName, personName, onDutySince } satisfies KeptTerminal),
  );
}

export function forgetTerminal(): void {
  localStorage.removeItem(KEPT_UNDER);
  useTerminal.setState({ vehicle: null, placeName: '', personName: '', onDutySince: null, recorder: null });
}

function readKept(): KeptTerminal | null {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(KEPT_UNDER) ?? 'null');
    // The only writer of this key is `takeVehicle` above.
    return parsed as KeptTerminal | null;
  } catch {
    return null;
  }
}
