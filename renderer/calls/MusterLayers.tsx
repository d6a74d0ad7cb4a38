import { useMemo, type ReactNode } from 'react';
import { DrawAreaLayer } from '../map/DrawAreaLayer';
import { LassoLayer } from '../map/LassoLayer';
import { OutlineLayer } from '../map/OutlineLayer';
import type { Outline } from '../map/OutlineOverlay';
import { useWords } from '../ui/words/languageStore';
import { useVoice } from '../voice/voiceStore';
import { callsWords } from './callsWords';
import { changeCorners, finishArea, gatherWithin, useMuster } from './musterStore';

/** The tools on the map, and the areas of the area groups with how many vehicles are in them. */
export function MusterLayers(): ReactNode {
  const say = useWords(callsWords);
  const { tool, corners, isAreaDone } = useMuster();
  const groups = useVoice((state) => state.groups);
  const outlines = useMemo<readonly Outline[]>(
    () =>
      [...groups.values()].flatMap(({ id, area, name, vehicleIds, speaker, emergency }) =>
        area === null
          ? []
          : [
              {
                id,
                points: area,
                label: say('areaLabel', { name, count: vehicleIds.length }),
                look: emergency !== null ? 'emergency' : speaker !== null ? 'speaking' : 'area',
              },
            ],
      ),
    [groups, say],
  );
  const finished = useMemo<readonly Outline[]>(
    () => (isAreaDone ? [{ id: 'finished', points: corners, label: null, look: 'drawing' }] : []),
    [isAreaDone, corners],
  );
  return (
    <>
      <OutlineLayer outlines={outlines} />
      {isAreaDone && <OutlineLayer outlines={finished} />}
      {tool === 'lasso' && <LassoLayer onLoop={gatherWithin} />}
      {tool === 'area' && !isAreaDone && (
        <DrawAreaLayer corners={corners} onCorners={changeCorners} onDone={finishArea} />
      )}
    </>
  );
}
