import type { Vehicle, VehicleStatus } from '@protocol';
import { useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { notify } from './noticeStore';
import { takeVehicle } from './terminalStore';
import { terminalWords } from './terminalWords';

const statuses: readonly VehicleStatus[] = ['free', 'busy', 'break'];

/** Free, busy, break, as the centre sees it; and a short word to the centre. */
export function StatusButtons({ vehicle, onMessage }: { vehicle: Vehicle; onMessage: () => void }): ReactNode {
  const say = useWords(terminalWords);
  const [asked, setAsked] = useState<VehicleStatus | null>(null);
  const set = async (status: VehicleStatus): Promise<void> => {
    setAsked(status);
    try {
      takeVehicle(await request('fleet:setStatus', { status }));
    } catch (error) {
      notify('bad', errorText(error));
    } finally {
      setAsked(null);
    }
  };
  return (
    <nav className="status-buttons">
      {statuses.map((status) => (
        <button
          type="button"
          key={status}
          aria-pressed={vehicle.status === status}
          aria-busy={asked === status}
          onClick={() => void set(status)}
        >
          {say(`status.${status}`)}
        </button>
      ))}
      <button type="button" onClick={onMessage}>
        {say('message')}
      </button>
    </nav>
  );
}
