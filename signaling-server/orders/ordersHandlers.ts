import { RequestError, type Order, type OrderTemplate, type RequestName } from '@protocol';
import type { Refusals } from '../audit/Refusals';
import { ownVehicleId } from '../fleet/fleetHandlers';
import type { Access } from '../people/Access';
import type { Handlers, Session, SignedInCaller } from '../wire/Caller';
import type { Advice } from './Advice';
import type { EscalationRules } from './EscalationRules';
import type { OrderMessages } from './OrderMessages';
import type { OrderReview } from './OrderReview';
import type { Orders } from './Orders';
import type { OrderTemplates } from './OrderTemplates';
import type { ShiftHandOver } from './ShiftHandOver';

export interface OrdersHandlersDependencies {
  orders: Orders;
  messages: OrderMessages;
  advice: Advice;
  templates: OrderTemplates;
  rules: EscalationRules;
  handOver: ShiftHandOver;
  review: OrderReview;
  access: Access;
  refusals: Pick<Refusals, 'record'>;
}

export function ordersHandlers(dependencies: OrdersHandlersDependencies): Handlers<'orders'> {
  const { orders, messages, advice, templates, rules, handOver, review, access, refusals } = dependencies;

  const mayView = (session: Session): ((vehicleId: string) => boolean) => {
    // A terminal sees its own; of a desk each vehicle is asked once.
    if (session.vehicleId !== null) return (vehicleId) => vehicleId === session.vehicleId;
    const known = new Map<string, boolean>();
    return (vehicleId) => {
      const may = known.get(vehicleId) ?? access.may(session, 'orders.view', [{ kind: 'vehicle', id: vehicleId }]);
      known.set(vehicleId, may);
      return may;
    };
  };

  /** What an order, or its state, does not allow is refused, and that is on record as well. */
  const recorded = async <Output>(
    name: RequestName,
    caller: SignedInCaller,
    orderId: string | null,
    change: () => Promise<Output>,
  ): Promise<Output> => {
    try {
      return await change();
    } catch (error) {
      if (error instanceof RequestError) {
        const subject = orderId === null ? {} : { subject: { kind: 'order', id: orderId } };
        refusals.record({ caller, action: name, ...subject, details: { code: error.code, why: error.message } }, error);
      }
      throw error;
    }
  };

  /** An order may have gone to vehicles of several districts: one who changes it for them must be in charge of each. */
  const asOneInCharge = async (
    name: RequestName,
    caller: SignedInCaller,
    { orderId, vehicleId = null }: { orderId: string; vehicleId?: string | null },
    change: () => Promise<Order>,
  ): Promise<Order> =>
    await recorded(name, caller, orderId, async () => {
      const { receipts } = await orders.find(orderId);
      const concerned = vehicleId === null ? receipts.map((receipt) => receipt.vehicleId) : [vehicleId];
      const subjects = concerned.map((id) => ({ kind: 'vehicle' as const, id }));
      if (!access.may(caller.session, 'orders.send', subjects)) {
        throw new RequestError('forbidden', 'orders.send is not held for every vehicle of this order');
      }
      return await change();
    });

  const mayUse = (session: Session, { placeId }: OrderTemplate): boolean =>
    access.everyPlaceWith(session, 'orders.send').some((own) => access.placeWithin(own, placeId));

  return {
    'orders:list': (_, { session }) => {
      const views = mayView(session);
      return Promise.resolve({
        orders:
          session.vehicleId === null
            ? orders.list(({ receipts }) => receipts.some(({ vehicleId }) => views(vehicleId)))
            : orders.listOf(session.vehicleId),
        messages: messages.list().filter(({ vehicleId }) => views(vehicleId)),
      });
    },
    'orders:send': (input, caller) => recorded('orders:send', caller, null, () => orders.send(caller, input)),
    'orders:correct': (input, caller) =>
      asOneInCharge('orders:correct', caller, { orderId: input.orderId }, () => orders.correct(caller, input)),
    'orders:cancel': (input, caller) =>
      asOneInCharge('orders:cancel', caller, input, () => orders.cancel(caller, input)),
    'orders:close': (input, caller) =>
      asOneInCharge('orders:close', caller, input, () => orders.closeReceipts(caller, input)),
    'orders:advance': (input, caller) =>
      recorded('orders:advance', caller, input.orderId, () => orders.advance(caller, ownVehicleId(caller), input)),
    'orders:reportReadAloud': async (input, caller) => {
      await orders.reportReadAloud(caller, ownVehicleId(caller), input);
      return {};
    },
    'orders:say': (input, caller) => messages.say(caller, 'crew', { ...input, vehicleId: ownVehicleId(caller) }),
    'orders:reply': (input, caller) => messages.say(caller, 'centre', input),
    'orders:rank': ({ longitude, latitude, except, placeId }, { session }) => {
      const excepted = new Set(except);
      const maySend = (vehicleId: string): boolean =>
        !excepted.has(vehicleId) && access.may(session, 'orders.send', [{ kind: 'vehicle', id: vehicleId }]);
      return Promise.resolve(advice.rank({ longitude, latitude }, { placeId, maySend }));
    },
    'orders:templates': async (_, { session }) => ({
      templates: (await templates.all()).filter((template) => mayUse(session, template)),
    }),
    'orders:saveTemplate': async ({ template }, caller) => {
      await templates.save(caller, template);
      return template;
    },
    'orders:deleteTemplate': async ({ templateId, placeId }, caller) => {
      await templates.remove(caller, templateId, placeId);
      return {};
    },
    'orders:rules': ({ placeId }) => Promise.resolve({ rules: rules.allOf(placeId) }),
    'orders:settings': async ({ placeId }) => ({
      rules: rules.allOf(placeId),
      templates: (await templates.all()).filter((template) => template.placeId === placeId),
    }),
    'orders:saveRule': async ({ rule }, caller) => {
      await rules.save(caller, rule);
      return rule;
    },
    'orders:times': async (span, { session }) => ({ times: await review.times(session, span) }),
    'orders:successors': async (_, caller) => ({ accounts: await handOver.successors(caller) }),
    'orders:handOver': ({ accountId, note }, caller) => handOver.handOver(caller, accountId, note),
    'orders:handOvers': async (_, caller) => ({ handOvers: await handOver.unseen(caller) }),
    'orders:seeHandOver': async ({ handOverId }, caller) => {
      await handOver.see(caller, handOverId);
      return {};
    },
  };
}
