import { AutoComplete, Button, Input } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { useSelection } from '../fleet/selectionStore';
import { useWords } from '../ui/words/languageStore';
import { changeDraft, useDraft } from './draftStore';
import { useOrders } from './ordersStore';
import { orderWords } from './orderWords';
import { placesLike } from './placesLike';

/** Where it is: picked on the map, the chosen vehicle's own place, or found by name among places orders went to. */
export function PlaceChoice(): ReactNode {
  const say = useWords(orderWords);
  const { place, isPicking } = useDraft();
  const [search, setSearch] = useState('');
  const orders = useOrders((state) => state.orders);
  const chosen = useFleet(({ vehicles }) => vehicles.get(useSelection.getState().vehicleId ?? '') ?? null);
  const found = useMemo(() => placesLike(search, orders.values()), [search, orders]);
  const takeVehiclePlace = (): void => {
    const fix = useFleet.getState().positions.get(chosen?.id ?? '');
    if (fix !== undefined)
      changeDraft({ place: { longitude: fix.longitude, latitude: fix.latitude, name: place?.name ?? '' } });
  };
  return (
    <div className="place-choice">
      <div>
        <Button
          size="small"
          type={isPicking ? 'primary' : 'default'}
          onClick={() => changeDraft({ isPicking: !isPicking })}
        >
          {isPicking ? say('picking') : say('pick')}
        </Button>
        {chosen !== null && !isPicking && (
          <Button size="small" onClick={takeVehiclePlace}>
            {say('vehiclePlace', { plate: chosen.plate })}
          </Button>
        )}
        {place !== null && (
          <Button size="small" type="text" onClick={() => changeDraft({ place: null })}>
            {say('clearPlace')}
          </Button>
        )}
      </div>
      {place === null ? (
        <AutoComplete
          size="small"
          value={search}
          options={found.map(({ name, longitude, latitude }, index) => ({
            value: String(index),
            label: name === '' ? `${longitude.toFixed(5)}, ${latitude.toFixed(5)}` : name,
          }))}
          showSearch={{ onSearch: setSearch }}
          onSelect={(index: string) => {
            setSearch('');
            changeDraft({ place: found[Number(index)] ?? null });
          }}
        >
          <Input size="small" placeholder={say('searchPlace')} aria-label={say('searchPlace')} />
        </AutoComplete>
      ) : (
        <div className="place-named">
          <Input
            size="small"
            aria-label={say('placeName')}
            placeholder={say('placeName')}
            maxLength={200}
            value={place.name}
            onChange={({ target }) => changeDraft({ place: { ...place, name: target.value } })}
          />
          <small>
            {place.longitude.toFixed(5)}, {place.latitude.toFixed(5)}
            {place.radius !== undefined && <> · {say('extent', { metres: place.radius })}</>}
          </small>
        </div>
      )}
    </div>
  );
}
