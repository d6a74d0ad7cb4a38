import { isReceiptOpen, type EscalationCause, type HandOver, type Order } from '@protocol';
import { create } from 'zustand';
import { holdsPermission, useSession } from '../session/sessionStore';
import { on, onReady, request } from '../wire/pageConnection';
import { useOrders } from './ordersStore';

/** A word to the dispatcher in charge that stays until it is dismissed. */
export interface OrderNews {
  readonly key: string;
  readonly kind: 'expired' | 'refused' | 'supervisor';
  readonly orderId: string;
  readonly number: number;
  readonly vehicleId: string;
  readonly cause: EscalationCause | null;
  readonly note: string | null;
}

const MOST_KEPT = 20;

interface OrderNewsState {
  /** The newest first. */
  readonly news: readonly OrderNews[];
  /** Shifts that were handed over to this desk and not acknowledged yet, the oldest first. */
  readonly handedOver: readonly HandOver[];
}

export const useOrderNews = create<OrderNewsState>(() => ({ news: [], handedOver: [] }));

/** Watches the orders that this person is in charge of. Called once by a page that orders. */
export function followOrderNews(): void {
  on('orders:handedOver', keepHandOver);
  // What was handed over while this person was away is there when he signs in.
  onReady(() => {
    useOrderNews.setState({ handedOver: [] });
    if (!holdsPermission('orders.send')) return;
    request('orders:handOvers', {}).then(
      ({ handOvers }) => handOvers.forEach(keepHandOver),
      (error: unknown) => console.error('what was handed over could not be loaded', error),
    );
  });
  useOrders.subscribe(({ orders }, { orders: before }) => {
    if (orders === before || before.size === 0) return;
    const accountId = useSession.getState().signedIn?.person.id;
    const fresh = [...orders.values()].flatMap((order) => {
      const old = before.get(order.id);
      return old === undefined || old === order || order.owner.accountId !== accountId ? [] : newsOf(old, order);
    });
    if (fresh.length === 0) return;
    useOrderNews.setState(({ news }) => ({
      news: [...fresh, ...news.filter(({ key }) => fresh.every((one) => one.key !== key))].slice(0, MOST_KEPT),
    }));
  });
}

export function dismissNews(key: string): void {
  useOrderNews.setState(({ news }) => ({ news: news.filter((one) => one.key !== key) }));
}

/** The note was read. Where the server cannot be told, it is shown again on the next connection. */
export function acknowledgeHandOver({ id: handOverId }: HandOver): void {
  useOrderNews.setState(({ handedOver }) => ({ handedOver: handedOver.filter(({ id }) => id !== handOverId) }));
  request('orders:seeHandOver', { handOverId }).catch((error: unknown) =>
    console.warn('that a note was read could not be told', error),
  );
}

function keepHandOver(told: HandOver): void {
  useOrderNews.setState(({ handedOver }) => ({ handedOver: [...handedOver.filter(({ id }) => id !== told.id), told] }));
}

/** What has happened to an order between two states of it that its dispatcher must be told. */
export function newsOf(before: Order, after: Order): OrderNews[] {
  return after.receipts.flatMap((receipt): OrderNews[] => {
    const old = before.receipts.find(({ vehicleId }) => vehicleId === receipt.vehicleId);
    if (old === undefined) return [];
    const { vehicleId, state, note } = receipt;
    const told = { orderId: after.id, number: after.number, vehicleId, cause: null, note };
    const key = (kind: string): string => `${after.id} ${after.version} ${vehicleId} ${kind}`;
    const isNew = old.state !== state;
    if (isNew && state === 'expired') return [{ ...told, kind: 'expired', key: key('expired') }];
    if (isNew && state === 'refused') return [{ ...told, kind: 'refused', key: key('refused') }];
    const step = receipt.escalations.slice(old.escalations.length).find((one) => one.step === 'tell-supervisor');
    if (step === undefined || !isReceiptOpen(state)) return [];
    return [{ ...told, kind: 'supervisor', cause: step.cause, key: key(`supervisor ${step.cause}`) }];
  });
}
