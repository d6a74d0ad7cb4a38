import { isReceiptOpen } from '@protocol';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useSelection } from '../fleet/selectionStore';
import { PickPlaceLayer } from '../map/PickPlaceLayer';
import { PlaceMarkerLayer } from '../map/PlaceMarkerLayer';
import { useWords } from '../ui/words/languageStore';
import { useChosenOrder } from './chosenOrderStore';
import { changeDraft, useDraft } from './draftStore';
import { orderNumber } from './orderNumber';
import { currentOrderOf, useOrders } from './ordersStore';
import { orderWords } from './orderWords';
import { useOrder } from './useRuleOf';

/** Where the order goes that is looked at, or else the chosen vehicle's open one, and the place that is being picked for a new one. */
export function OrderPlaceLayer(): ReactNode {
  const say = useWords(orderWords);
  const { isOpen, isPicking, place } = useDraft();
  const orders = useOrders((state) => state.orders);
  const chosen = useOrder(useChosenOrder(({ orderId }) => orderId));
  const vehicleId = useSelection((state) => state.vehicleId);
  const current = useMemo(() => (vehicleId === null ? null : currentOrderOf(orders, vehicleId)), [orders, vehicleId]);
  const receipt = current?.receipts.find((one) => one.vehicleId === vehicleId) ?? null;
  const order = chosen ?? (receipt !== null && isReceiptOpen(receipt.state) ? current : null);

  const pick = useCallback((longitude: number, latitude: number) => {
    changeDraft({ place: { longitude, latitude, name: useDraft.getState().place?.name ?? '' }, isPicking: false });
  }, []);

  return (
    <>
      {isOpen && isPicking && <PickPlaceLayer onPick={pick} />}
      {isOpen && place !== null && (
        <PlaceMarkerLayer
          longitude={place.longitude}
          latitude={place.latitude}
          label={place.name === '' ? say('markedPlace') : place.name}
        />
      )}
      {order !== null && order.content.place !== null && (
        <PlaceMarkerLayer
          longitude={order.content.place.longitude}
          latitude={order.content.place.latitude}
          label={order.content.place.name ?? say('order', { number: orderNumber(order.number) })}
        />
      )}
    </>
  );
}
