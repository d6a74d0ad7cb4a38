import type { Order } from '@protocol';
import { useFleet } from '../fleet/fleetStore';
import { request, serverNow } from '../wire/pageConnection';
import { keepMessage, keepOrder } from './ordersStore';
import { copyAttachment } from './uploadAttachment';

/** For one vehicle, or with null for all that have not finished. Throws RequestError. */
export async function cancelOrder(orderId: string, vehicleId: string | null, reason: string): Promise<void> {
  keepOrder(await request('orders:cancel', { orderId, vehicleId, reason }));
}

/** What crews have done or refused, of one vehicle or of all. Throws RequestError. */
export async function closeOrder(orderId: string, vehicleId: string | null, note: string | null): Promise<void> {
  keepOrder(await request('orders:close', { orderId, vehicleId, note }));
}

/** The centre's word to a crew, in the thread of the order. `clientKey` stays the same while it is tried again. */
export async function replyToCrew(orderId: string, vehicleId: string, clientKey: string, text: string): Promise<void> {
  keepMessage(await request('orders:reply', { orderId, vehicleId, clientKey, text }));
}

/**
 * Sends the same order to another vehicle and, once that is done, takes it back from the one that did not answer or
 * could not go. Throws RequestError or AttachmentRefused; then the first vehicle still has it.
 */
export async function sendInstead(
  order: Order,
  vehicleId: string,
  otherId: string,
  clientKey: string,
  reason: string,
): Promise<Order> {
  const { content, groupId, attachments } = order;
  const own = attachments.filter(({ id }) => content.attachmentIds.includes(id));
  const copies = await Promise.all(own.map(copyAttachment));
  const { deadline } = content;
  const sent = await request('orders:send', {
    clientKey,
    vehicleIds: [otherId],
    groupId,
    content: {
      ...content,
      // A deadline that has passed cannot be kept by anybody.
      deadline: deadline !== null && deadline > serverNow() ? deadline : null,
      attachmentIds: copies.map(({ id }) => id),
    },
  });
  keepOrder(sent);
  const before = order.receipts.find((receipt) => receipt.vehicleId === vehicleId);
  if (before?.state === 'refused') await closeOrder(order.id, vehicleId, reason);
  else await cancelOrder(order.id, vehicleId, reason);
  return sent;
}

/** The best vehicle for the order's place that does not have it yet; null where there is none, or no place. */
export async function nextVehicleFor(order: Order): Promise<string | null> {
  const { place } = order.content;
  if (place === null) return null;
  const { longitude, latitude } = place;
  const except = order.receipts.map(({ vehicleId }) => vehicleId);
  const { vehicles } = await request('orders:rank', { longitude, latitude, except });
  return vehicles[0]?.vehicleId ?? null;
}

export const plateOf = (vehicleId: string): string => useFleet.getState().vehicles.get(vehicleId)?.plate ?? vehicleId;
