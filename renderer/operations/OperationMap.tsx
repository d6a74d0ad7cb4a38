import { Button } from 'antd';
import type { Polygon } from '@protocol';
import { useState, type ReactNode } from 'react';
import { DistrictLayer } from '../map/DistrictLayer';
import { DrawAreaLayer } from '../map/DrawAreaLayer';
import { MapView } from '../map/MapView';
import { OutlineLayer } from '../map/OutlineLayer';
import { useWords } from '../ui/words/languageStore';
import { operationWords } from './operationWords';

/** The area of an operation, drawn on the map corner by corner. */
export function OperationMap({
  area,
  onArea,
}: {
  area: Polygon | null;
  onArea: (area: Polygon | null) => void;
}): ReactNode {
  const say = useWords(operationWords);
  const [corners, setCorners] = useState<Polygon | null>(null);
  const outlines =
    area === null || corners !== null ? [] : [{ id: 'operation', points: area, label: null, look: 'area' as const }];
  const finish = (drawn: Polygon): void => {
    setCorners(null);
    onArea(drawn);
  };
  return (
    <section className="operation-map">
      <header>
        <b>{say('area')}</b>
        <span className="soft">
          {corners !== null ? say('areaHint') : area === null ? say('noArea') : say('areaDone', { count: area.length })}
        </span>
        <span className="fill" />
        <Button
          type={corners === null ? 'default' : 'primary'}
          onClick={() => setCorners(corners === null ? [] : null)}
        >
          {say(area === null ? 'drawArea' : 'redrawArea')}
        </Button>
        {area !== null && <Button onClick={() => onArea(null)}>{say('clearArea')}</Button>}
      </header>
      <MapView label={say('area')}>
        <DistrictLayer />
        <OutlineLayer outlines={outlines} />
        {corners !== null && <DrawAreaLayer corners={corners} onCorners={setCorners} onDone={finish} />}
      </MapView>
    </section>
  );
}
