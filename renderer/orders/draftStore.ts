import type { Attachment, Order, OrderContent, OrderPriority, OrderTemplate } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';
import { keepOrder } from './ordersStore';

export interface DraftPlace {
  /** WGS-84. */
  readonly longitude: number;
  readonly latitude: number;
  readonly name: string;
  /** In metres, where its extent was drawn: a vehicle within it has arrived. */
  readonly radius?: number;
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
  /** By when the crew must have arrived, on the server's clock. */
  readonly deadline: number | null;
  readonly groupId: string | null;
  readonly attachments: readonly Attachment[];
  /** Files on their way to the server. */
  readonly uploads: number;
  readonly attachmentFailure: string | null;
  /** The order of which this is the next version; null where it is a new one. */
  readonly correcting: Pick<Order, 'id' | 'number' | 'version'> | null;
}

const empty = (): Draft => ({
  isOpen: false,
  clientKey: crypto.randomUUID(),
  vehicleIds: [],
  text: '',
  priority: 'routine',
  place: null,
  isPicking: false,
  deadline: null,
  groupId: null,
  attachments: [],
  uploads: 0,
  attachmentFailure: null,
  correcting: null,
});

/** The order being written. It outlives the panel it is written in, so that nothing typed is lost. */
export const useDraft = create<Draft>(empty);

/** What was being written when a correction came in between. */
let setAside: Draft | null = null;

/** Opens the composer; a vehicle is added to those already chosen. */
export function openComposer(vehicleId: string | null): void {
  if (useDraft.getState().correcting !== null) endCorrection();
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

/** Opens the composer on an order that was sent, to say it anew. A new order being written is kept for afterwards. */
export function openCorrection(order: Order): void {
  if (useDraft.getState().correcting === null) setAside = useDraft.getState();
  const { id, number, version, content, groupId, receipts, attachments } = order;
  const { text, priority, deadline, place, attachmentIds } = content;
  useDraft.setState({
    ...empty(),
    ...{ isOpen: true, correcting: { id, number, version }, text, priority, deadline, groupId },
    vehicleIds: receipts.map(({ vehicleId }) => vehicleId),
    place: place && {
      longitude: place.longitude,
      latitude: place.latitude,
      name: place.name ?? '',
      radius: place.radius,
    },
    attachments: attachments.filter((one) => attachmentIds.includes(one.id)),
  });
}

/** Closes the composer and keeps what was written; a correction that was not sent is given up. */
export function closeComposer(): void {
  if (useDraft.getState().correcting !== null) endCorrection();
  useDraft.setState({ isOpen: false, isPicking: false });
}

export function changeDraft(change: Partial<Omit<Draft, 'clientKey' | 'isOpen' | 'correcting'>>): void {
  useDraft.setState(change);
}

/** A template gives the words and how urgent it is; what was chosen otherwise stays. */
export function takeTemplate({ text, priority }: Pick<OrderTemplate, 'text' | 'priority'>): void {
  useDraft.setState({ text, priority });
}

/** Sends what is written and empties the composer. Throws RequestError, and then everything written is still there. */
export async function sendDraft(): Promise<Order> {
  const { clientKey, vehicleIds, groupId, correcting } = useDraft.getState();
  const content = contentOf(useDraft.getState());
  if (correcting !== null) {
    const { id: orderId, version } = correcting;
    const corrected = await request('orders:correct', { orderId, version, content });
    keepOrder(corrected);
    endCorrection();
    useDraft.setState({ isOpen: false });
    return corrected;
  }
  const order = await request('orders:send', { clientKey, vehicleIds: [...vehicleIds], content, groupId });
  keepOrder(order);
  useDraft.setState(empty());
  return order;
}

function contentOf({ text, priority, place, deadline, attachments }: Draft): OrderContent {
  const { longitude = 0, latitude = 0, name = '', radius = ARRIVAL_RADIUS_METRES } = place ?? {};
  return {
    ...{ text, priority, deadline, attachmentIds: attachments.map(({ id }) => id) },
    place: place && {
      longitude,
      latitude,
      name: name.trim() === '' ? null : name.trim(),
      radius,
    },
  };
}

/** A vehicle that is this near to a place without an extent of its own has arrived. */
export const ARRIVAL_RADIUS_METRES = 80;

function endCorrection(): void {
  useDraft.setState(setAside ?? empty());
  setAside = null;
}
