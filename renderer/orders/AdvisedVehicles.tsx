import type { RankedVehicle } from '@protocol';
import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { distanceText } from '../map/distance';
import { useWords, type Say } from '../ui/words/languageStore';
import { adviceLossWords, adviceReasonWords } from './adviceWords';
import { changeDraft, useDraft } from './draftStore';
import { orderWords } from './orderWords';

const SHOWN = 3;

/** Who should go to the place of the draft, with the reasons and why the next one lost; one press takes a vehicle. */
export function AdvisedVehicles({ ranked }: { ranked: readonly RankedVehicle[] | null }): ReactNode {
  const say = useWords(orderWords);
  const sayReason = useWords(adviceReasonWords);
  const sayLoss = useWords(adviceLossWords);
  const vehicleIds = useDraft((draft) => draft.vehicleIds);
  const vehicles = useFleet((state) => state.vehicles);
  if (ranked === null) return null;
  return (
    <div className="advice">
      <span>{say('advice')}</span>
      {ranked.length === 0 && <i>{say('noAdvice')}</i>}
      <ol>
        {ranked.slice(0, SHOWN).map(({ vehicleId, rank, reasons, lostBy }) => {
          const isChosen = vehicleIds.includes(vehicleId);
          return (
            <li key={vehicleId}>
              <button
                type="button"
                aria-pressed={isChosen}
                onClick={() =>
                  changeDraft({
                    vehicleIds: isChosen ? vehicleIds.filter((id) => id !== vehicleId) : [...vehicleIds, vehicleId],
                  })
                }
              >
                <b>
                  {rank}. {vehicles.get(vehicleId)?.plate ?? vehicleId}
                </b>
                <small>{reasons.map((one) => reasonText(one, sayReason)).join(' · ')}</small>
                {lostBy !== null && <small className="advice-loss">{sayLoss(lostBy)}</small>}
              </button>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function reasonText(
  { reason, value }: RankedVehicle['reasons'][number],
  say: Say<RankedVehicle['reasons'][number]['reason']>,
): string {
  if (reason === 'distance') return distanceText(value ?? 0);
  return say(reason, { value: reason === 'fix-age' ? Math.round((value ?? 0) / 1000) : (value ?? 0) });
}
