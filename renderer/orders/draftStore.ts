import type { Order, OrderPriority } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';
import { keepOrder } from './ordersStore';

export interface DraftPlace {
  /** WGS-84. */
  readonly longitude: number;
  readonly latitude: number;
  readonly name: string;
}

interface Draft {
  readonly isOpen: boolean;
  /** Stays the same until the order is sent, so that sending again after a lost answer makes no second order. */
  readonly clientKey: string;
  readonly vehicleIds: readonly string[];
  readonly text: string;
  readonly priority: OrderPriority;
  readonly place: DraftPlace | null;
  readonly isPicking: boolean;
}

const empty = (): Draft => ({
  isOpen: false,
  clientKey: crypto.randomUUID(),
  vehicleIds: [],
  text: '',
  priority: 'routine',
  place: null,
  isPicking: false,
});

/** The order being written. It outlives the panel it is written in, so that nothing typed is lost. */
export const useDraft = create<Draft>(empty);

/** Opens the composer; a vehicle is added to those already chosen. */
export function openComposer(vehicleId: string | null): void {
  useDraft.setState((before) => ({
    isOpen: true,
    vehicleIds:
      vehicleId === null || before.vehicleIds.includes(vehicleId)
        ? before.vehicleIds
        : before.text === ''
          ? [vehicleId]
          : [...before.vehicleIds, vehicleId],
  }));
}

/** Closes the composer and keeps what was written. */
export function closeComposer(): void {
  useDraft.setState({ isOpen: false, isPicking: false });
}

export function changeDraft(change: Partial<Omit<Draft, 'clientKey' | 'isOpen'>>): void {
  useDraft.setState(change);
}

/** Sends what is written and empties the composer. Throws RequestError, and then everything written is still there. */
export async function sendDraft(): Promise<Order> {
  const { clientKey, vehicleIds, text, priority, place } = useDraft.getState();
  const order = await request('orders:send', {
    clientKey,
    vehicleIds: [...vehicleIds],
    content: {
      text,
      priority,
      place:
        place === null
          ? null
          : {
              longitude: place.longitude,
              latitude: place.latitude,
              name: place.name.trim() === '' ? null : place.name.trim(),
            },
      deadline: null,
      attachmentIds: [],
    },
  });
  keepOrder(order);
  useDraft.setState(empty());
  return order;
}
