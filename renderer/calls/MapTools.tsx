import { useCallback, type ReactNode } from 'react';
import { useMap } from '../map/MapView';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import './calls.css';
import { callsWords } from './callsWords';
import { changeCorners, finishArea, putDownTool, takeTool, useMuster } from './musterStore';

/** Lasso and area, beside the other buttons of the map, and what to do with the one in hand. */
export function MapTools(): ReactNode {
  const say = useWords(callsWords);
  const { tool, corners, isAreaDone } = useMuster();
  const { map, datum } = useMap();
  const takeView = useCallback(() => {
    const bounds = map.getBounds();
    const corner = (longitude: number, latitude: number): { longitude: number; latitude: number } => {
      const stored = datum.toStored([longitude, latitude]);
      return { longitude: stored[0], latitude: stored[1] };
    };
    finishArea([
      corner(bounds.getWest(), bounds.getNorth()),
      corner(bounds.getEast(), bounds.getNorth()),
      corner(bounds.getEast(), bounds.getSouth()),
      corner(bounds.getWest(), bounds.getSouth()),
    ]);
  }, [map, datum]);

  useHotkeys({
    L: { down: () => takeTool('lasso') },
    K: { down: () => takeTool('area') },
    ...(tool !== null && { Escape: { down: putDownTool } }),
  });
  return (
    <>
      <div className="map-tools">
        <button type="button" aria-pressed={tool === 'lasso'} onClick={() => takeTool('lasso')}>
          {say('select')} <kbd>L</kbd>
        </button>
        <button type="button" aria-pressed={tool === 'area'} onClick={() => takeTool('area')}>
          {say('drawArea')} <kbd>K</kbd>
        </button>
      </div>
      {tool !== null && !isAreaDone && (
        <div className="map-hint" role="status">
          <span>{say(tool === 'lasso' ? 'drawHint' : 'areaHint')}</span>
          {tool === 'area' && (
            <>
              <button type="button" disabled={corners.length === 0} onClick={() => changeCorners(corners.slice(0, -1))}>
                {say('areaUndo')}
              </button>
              <button type="button" disabled={corners.length < 3} onClick={() => finishArea(corners)}>
                {say('areaDone')}
              </button>
              <button type="button" onClick={takeView}>
                {say('areaView')}
              </button>
            </>
          )}
          <button type="button" onClick={putDownTool}>
            {say('cancel')}
          </button>
        </div>
      )}
    </>
  );
}
