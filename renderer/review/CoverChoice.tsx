import { Checkbox, Input } from 'antd';
import type { CoveredCopy } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import type { ExportOffer } from '../evidence/ExportDialog';
import { viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { clipWords } from './clipWords';

export interface ChosenCovers {
  readonly coverIds: readonly string[];
  /** Why originals are left out; null where they go in. */
  readonly originalsLeftOut: string | null;
}

export const noCovers: ChosenCovers = { coverIds: [], originalsLeftOut: null };

/** Of an export: which covered copies go in, and whether the originals of their cameras do. */
export function CoverChoice({
  offer,
  value,
  onChange,
}: {
  offer: ExportOffer;
  value: ChosenCovers;
  onChange: (chosen: ChosenCovers) => void;
}): ReactNode {
  const say = useWords(clipWords);
  const sayView = useWords(viewWords);
  const copies = useFinishedCopies(offer);
  const { coverIds, originalsLeftOut } = value;
  if (copies.length === 0) return null;
  return (
    <div className="cover-choice">
      <p>{say('exportCovers')}</p>
      <Checkbox.Group
        value={[...coverIds]}
        options={copies.map(({ id, plate, cameraView, from, to, regions }) => ({
          value: id,
          label: say('coverOf', {
            ...{ plate, view: sayView(cameraView), from: clockTime(from), to: clockTime(to), count: regions.length },
          }),
        }))}
        onChange={(ids: string[]) =>
          onChange({ coverIds: ids, originalsLeftOut: ids.length > 0 ? originalsLeftOut : null })
        }
      />
      {coverIds.length > 0 && (
        <Checkbox
          checked={originalsLeftOut !== null}
          onChange={({ target }) => onChange({ coverIds, originalsLeftOut: target.checked ? '' : null })}
        >
          {say('leaveOut')}
        </Checkbox>
      )}
      {originalsLeftOut !== null && (
        <Input
          maxLength={500}
          value={originalsLeftOut}
          aria-label={say('leaveOutReason')}
          placeholder={say('leaveOutReason')}
          onChange={({ target }) => onChange({ coverIds, originalsLeftOut: target.value })}
        />
      )}
    </div>
  );
}

/** The finished copies that lie within what is offered. */
function useFinishedCopies({ tracks, from, to }: ExportOffer): readonly CoveredCopy[] {
  const [copies, setCopies] = useState<readonly CoveredCopy[]>([]);
  const vehicles = [...new Set(tracks.map(({ vehicleId }) => vehicleId))].join();
  useEffect(() => {
    let isGone = false;
    const wanted = { vehicleIds: vehicles.split(','), from: Math.round(from), to: Math.round(to) };
    request('covers:list', wanted).then(
      (answer) => {
        const within = answer.copies.filter(
          (copy) => copy.state === 'done' && copy.from >= wanted.from && copy.to <= wanted.to,
        );
        if (!isGone) setCopies(within);
      },
      // Without them the export is as it was before.
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [vehicles, from, to]);
  return copies;
}
