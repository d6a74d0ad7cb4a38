import { Checkbox } from 'antd';
import type { ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { useWords } from '../ui/words/languageStore';
import { useReview } from './reviewStore';

/** Which of the open cameras something is about, by their tracks' keys. */
export function CameraChecks({
  value,
  onChange,
}: {
  value: readonly string[];
  onChange: (keys: string[]) => void;
}): ReactNode {
  const sayView = useWords(viewWords);
  const { tracks, vehicles } = useReview();
  const options = tracks
    .filter(({ track }) => track === 'camera')
    .map(({ key, vehicleId, view }) => ({
      value: key,
      label: `${vehicles.find(({ id }) => id === vehicleId)?.plate ?? vehicleId} ${view === null ? '' : sayView(view)}`,
    }));
  return <Checkbox.Group options={options} value={[...value]} onChange={onChange} />;
}
