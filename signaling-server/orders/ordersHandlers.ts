import type { Access } from '../people/Access';
import { ownVehicleId } from '../fleet/fleetHandlers';
import type { Handlers } from '../wire/Caller';
import type { Orders } from './Orders';

export interface OrdersHandlersDependencies {
  orders: Orders;
  access: Access;
}

export function ordersHandlers({ orders, access }: OrdersHandlersDependencies): Handlers<'orders'> {
  return {
    'orders:list': async (_, { session }) => {
      const mayView = (vehicleId: string): boolean =>
        access.may(session, 'orders.view', [{ kind: 'vehicle', id: vehicleId }]);
      const { orders: recent, messages } = await orders.list();
      return {
        orders: recent.filter(({ receipts }) => receipts.some(({ vehicleId }) => mayView(vehicleId))),
        messages: messages.filter(({ vehicleId }) => mayView(vehicleId)),
      };
    },
    'orders:send': (input, caller) => orders.send(caller, input),
    'orders:advance': (input, caller) => orders.advance(caller, ownVehicleId(caller), input),
    'orders:rank': ({ longitude, latitude, except }, { session }) =>
      orders.rank(
        { longitude, latitude },
        (vehicleId) =>
          !except.includes(vehicleId) && access.may(session, 'orders.send', [{ kind: 'vehicle', id: vehicleId }]),
      ),
    'orders:say': (input, caller) => orders.say(caller, ownVehicleId(caller), input),
  };
}
