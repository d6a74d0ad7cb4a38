import type { PlaceQuota, VehicleQuota } from '@protocol';
import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { bytesText } from './bytesText';
import { QuotaInput } from './QuotaInput';
import { saveQuota, saveVehicleQuota } from './storageStore';
import { storageWords } from './storageWords';
import { VehicleSelect } from './VehicleSelect';

const INDENT_PX = 18;

/** How much each place, and each vehicle, has recorded and may record. */
export function QuotaForm({
  places,
  vehicles,
  plates,
}: {
  places: readonly PlaceQuota[];
  vehicles: readonly VehicleQuota[];
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(storageWords);
  const byId = new Map(places.map((quota) => [quota.placeId, quota]));
  const [chosen, setChosen] = useState<string | null>(null);
  const plateOf = (vehicleId: string): string => plates.get(vehicleId) ?? vehicleId;
  const shown = vehicles
    .filter(({ vehicleId, bytes }) => bytes !== null || vehicleId === chosen)
    .sort((one, other) => plateOf(one.vehicleId).localeCompare(plateOf(other.vehicleId)));
  return (
    <section className="storage-panel" aria-label={say('quotas')}>
      <h2>{say('quotas')}</h2>
      <p className="soft">{say('quotasNote')}</p>
      <div className="storage-quotas">
        <table className="storage-due">
          <tbody>
            {places.map(({ placeId, name, ...quota }) => (
              <QuotaRow
                key={placeId}
                {...{ name, ...quota }}
                depth={depthOf(byId.get(placeId), byId)}
                onSave={(bytes) => saveQuota(placeId, bytes)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <h2>{say('vehicleQuotas')}</h2>
      <div className="storage-ask">
        <VehicleSelect
          label={say('vehicleQuotas')}
          vehicleId={chosen}
          plates={vehicles.map(({ vehicleId }) => [vehicleId, plateOf(vehicleId)])}
          onChange={setChosen}
        />
      </div>
      {shown.length === 0 && <p className="soft">{say('vehicleQuotasNone')}</p>}
      <div className="storage-quotas">
        <table className="storage-due">
          <tbody>
            {shown.map(({ vehicleId, ...quota }) => (
              <QuotaRow
                key={vehicleId}
                {...{ name: plateOf(vehicleId), ...quota }}
                depth={0}
                onSave={(bytes) => saveVehicleQuota(vehicleId, bytes)}
              />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** How many of the places shown stand above one. */
function depthOf(quota: PlaceQuota | undefined, byId: ReadonlyMap<string, PlaceQuota>): number {
  const parent = quota?.parentId == null ? undefined : byId.get(quota.parentId);
  return parent ? 1 + depthOf(parent, byId) : 0;
}

function QuotaRow({
  name,
  bytes,
  usedBytes,
  isReached,
  depth,
  onSave,
}: Pick<PlaceQuota, 'name' | 'bytes' | 'usedBytes' | 'isReached'> & {
  depth: number;
  onSave: (bytes: number | null) => Promise<boolean>;
}): ReactNode {
  const say = useWords(storageWords);
  return (
    <tr data-trouble={isReached}>
      <td style={{ paddingLeft: depth * INDENT_PX }}>{name}</td>
      <td>
        {bytesText(usedBytes)}
        {isReached && <b> {say('quotaReached')}</b>}
      </td>
      <td>
        <QuotaInput name={name} bytes={bytes} onSave={onSave} />
      </td>
    </tr>
  );
}
