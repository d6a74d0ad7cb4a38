import { isReceiptOpen } from '@protocol';
import { useCallback, useMemo, type ReactNode } from 'react';
import { useSelection } from '../fleet/selectionStore';
import { circleOutline } from '../map/circleOutline';
import type { Point } from '../map/distance';
import { OutlineLayer } from '../map/OutlineLayer';
import type { Outline } from '../map/OutlineOverlay';
import { PickPlaceLayer } from '../map/PickPlaceLayer';
import { PlaceMarkerLayer } from '../map/PlaceMarkerLayer';
import { useWords } from '../ui/words/languageStore';
import { useChosenOrder } from './chosenOrderStore';
import { ARRIVAL_RADIUS_METRES, changeDraft, useDraft } from './draftStore';
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

  const pick = useCallback((point: Point, radius: number | null) => {
    const name = useDraft.getState().place?.name ?? '';
    changeDraft({ place: { ...point, name, ...(radius !== null && { radius }) }, isPicking: false });
  }, []);
  const drawn = isOpen ? place : null;
  const sent = order?.content.place ?? null;
  const outlines = useMemo(() => [drawn, sent].flatMap(extentOf), [drawn, sent]);

  return (
    <>
      <OutlineLayer outlines={outlines} />
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

/** The circle within which a vehicle has arrived, where it is larger than the mark of the place. */
function extentOf(place: (Point & { readonly radius?: number }) | null, index: number): Outline[] {
  const { radius = ARRIVAL_RADIUS_METRES } = place ?? {};
  if (place === null || radius <= ARRIVAL_RADIUS_METRES) return [];
  return [{ id: `order-place-${index}`, points: circleOutline(place, radius), label: null, look: 'area' }];
}
