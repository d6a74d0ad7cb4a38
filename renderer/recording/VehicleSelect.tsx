import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { storageWords } from './storageWords';

/** Chooses one vehicle, found by typing of its plate. */
export function VehicleSelect({
  label,
  vehicleId,
  plates,
  onChange,
}: {
  label: string;
  vehicleId: string | null;
  plates: readonly (readonly [vehicleId: string, plate: string])[];
  onChange: (vehicleId: string) => void;
}): ReactNode {
  const say = useWords(storageWords);
  return (
    <Select
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={say('chooseVehicle')}
      aria-label={label}
      value={vehicleId}
      onChange={onChange}
      options={plates.map(([value, plate]) => ({ value, label: plate }))}
    />
  );
}
