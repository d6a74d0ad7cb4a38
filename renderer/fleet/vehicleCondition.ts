import { isReceiptOpen, openReceiptStates, type OpenReceiptState, type Order } from '@protocol';
import type { TalkGroup, Vehicle } from '@protocol';
import { colours } from '../ui/theme';

/** What a dispatcher has to know of a vehicle first. The most pressing one wins. */
export type Condition = 'speaking' | 'on-the-way' | 'on-scene' | 'busy' | 'break' | 'free' | 'off-duty' | 'offline';

export function conditionOf(
  { online, onDuty, status }: Pick<Vehicle, 'online' | 'onDuty' | 'status'>,
  isSpeaking: boolean,
  openOrder: OpenOrder | null,
): Condition {
  if (isSpeaking) return 'speaking';
  if (!online) return 'offline';
  if (!onDuty) return 'off-duty';
  if (openOrder?.state === 'arrived') return 'on-scene';
  if (openOrder?.state === 'accepted' || openOrder?.state === 'on-the-way') return 'on-the-way';
  return status;
}

/** Colour never speaks alone: each condition has its mark as well. */
export const conditionLooks: Readonly<Record<Condition, { readonly colour: string; readonly mark: string }>> = {
  speaking: { colour: colours.talk, mark: '◗' },
  'on-the-way': { colour: colours.select, mark: '▶' },
  'on-scene': { colour: colours.select, mark: '◆' },
  busy: { colour: colours.select, mark: '◐' },
  break: { colour: colours.soft, mark: '❚' },
  free: { colour: colours.live, mark: '●' },
  'off-duty': { colour: colours.off, mark: '◌' },
  offline: { colour: colours.off, mark: '○' },
};

/** How far a vehicle is with an order it has not finished. */
export interface OpenOrder {
  readonly number: number;
  readonly state: OpenReceiptState;
  readonly sentAt: number;
}

/** For each vehicle the open order it has come furthest with; the newer one of equals. */
export function openOrdersByVehicle(orders: Iterable<Order>): ReadonlyMap<string, OpenOrder> {
  const found = new Map<string, OpenOrder>();
  for (const { number, sentAt, receipts } of orders) {
    for (const { vehicleId, state } of receipts) {
      if (!isReceiptOpen(state)) continue;
      const known = found.get(vehicleId);
      const gain = known === undefined ? 1 : openReceiptStates.indexOf(state) - openReceiptStates.indexOf(known.state);
      if (gain > 0 || (gain === 0 && known !== undefined && sentAt > known.sentAt)) {
        found.set(vehicleId, { number, state, sentAt });
      }
    }
  }
  return found;
}

/** Since when each vehicle speaks, whichever group it speaks in. */
export function speakingVehicles(groups: Iterable<TalkGroup>): ReadonlyMap<string, number> {
  const speaking = new Map<string, number>();
  for (const { speaker } of groups) {
    if (speaker !== null && speaker.vehicleId !== null) speaking.set(speaker.vehicleId, speaker.since);
  }
  return speaking;
}
