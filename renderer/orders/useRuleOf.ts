import type { Order } from '@protocol';
import { useCallback, useEffect, useMemo } from 'react';
import { useFleet } from '../fleet/fleetStore';
import type { RuleOf } from './boardColumns';
import { useOrders } from './ordersStore';
import { loadRules, ruleAmong, useRules } from './rulesStore';

/** The rule of a vehicle's place for an order; asks for the rules of every place that has an open order. */
export function useRuleOf(orders: Iterable<Order>): RuleOf {
  const vehicles = useFleet((state) => state.vehicles);
  const byPlace = useRules((state) => state.byPlace);
  const placeIds = useMemo(
    () =>
      [...new Set([...orders].flatMap(({ receipts }) => receipts.map((one) => vehicles.get(one.vehicleId)?.placeId)))]
        .filter((placeId) => placeId !== undefined)
        .sort()
        .join(' '),
    [orders, vehicles],
  );
  useEffect(() => {
    for (const placeId of placeIds.split(' ')) if (placeId !== '') void loadRules(placeId);
  }, [placeIds, byPlace]);
  return useCallback(
    (vehicleId, { content }) => ruleAmong(byPlace, vehicles.get(vehicleId)?.placeId ?? '', content.priority),
    [byPlace, vehicles],
  );
}

/** One order as it is now; null where it is not among those of the last day. */
export const useOrder = (orderId: string | null): Order | null =>
  useOrders(({ orders }) => (orderId === null ? null : (orders.get(orderId) ?? null)));
