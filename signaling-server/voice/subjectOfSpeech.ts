import type { Alarm, Order, ReceiptState, TalkGroup } from '@protocol';

/** The order and the alarm that words belong to; null where they belong to none that is known. */
export interface SpeechSubject {
  readonly orderId: string | null;
  readonly alarmId: string | null;
}

/** Words as they begin. */
export interface Speech {
  readonly group: Pick<TalkGroup, 'id' | 'kind'> & { readonly vehicleIds: readonly string[] };
  /** Whose emergency the group's call is; null for that of a desk and where there is none. */
  readonly emergencyVehicleId: string | null;
  /** The speaker's vehicle; null for the centre. */
  readonly vehicleId: string | null;
  /** The order that the speaker named himself. */
  readonly orderId: string | null;
}

type OpenOrder = Pick<Order, 'id' | 'groupId' | 'sentAt'> & {
  readonly receipts: readonly { readonly vehicleId: string; readonly state: ReceiptState }[];
};
type OpenAlarm = Pick<Alarm, 'id' | 'kind' | 'vehicleId' | 'state' | 'raisedAt'>;

/** The vehicles whose alarms words may belong to. */
export function vehiclesOfSpeech({ group, vehicleId, emergencyVehicleId }: Speech): readonly string[] {
  const channelOf = group.kind === 'vehicle' ? group.vehicleIds : [];
  return [...[vehicleId, emergencyVehicleId].flatMap((one) => one ?? []), ...channelOf];
}

/** What is open at the moment of the words: every order, and the alarms of `vehiclesOfSpeech` at least. */
export interface OpenMatters {
  readonly orders: readonly OpenOrder[];
  readonly alarms: readonly OpenAlarm[];
}

/** A crew that has taken an order on and has not finished it. */
const inHand: readonly ReceiptState[] = ['accepted', 'on-the-way', 'arrived'];

/**
 * What words are about, as far as the server can know it. An order: the one that the speaker named; else the newest
 * whose talk group this is; else, between a vehicle and the centre, the newest that the crew has in hand. An alarm: the
 * call for help of the speaker's vehicle, of the one whose channel it is or of the one whose emergency the call is;
 * else, between a vehicle and the centre, the newest of that vehicle that somebody attends to.
 */
export function subjectOfSpeech(speech: Speech, { orders, alarms }: OpenMatters): SpeechSubject {
  return { orderId: speech.orderId ?? orderOf(speech, orders), alarmId: alarmOf(speech, alarms) };
}

function orderOf({ group, vehicleId }: Speech, orders: readonly OpenOrder[]): string | null {
  const isAddressed = ({ receipts }: OpenOrder): boolean =>
    vehicleId === null || receipts.some((receipt) => receipt.vehicleId === vehicleId);
  const ofGroup = orders.filter((order) => order.groupId === group.id && isAddressed(order));
  const isInHand = ({ receipts }: OpenOrder): boolean =>
    receipts.some((receipt) => group.vehicleIds.includes(receipt.vehicleId) && inHand.includes(receipt.state));
  const ofCrew = group.kind === 'vehicle' ? orders.filter(isInHand) : [];
  return newest(ofGroup, ({ sentAt }) => sentAt) ?? newest(ofCrew, ({ sentAt }) => sentAt);
}

function alarmOf(speech: Speech, alarms: readonly OpenAlarm[]): string | null {
  const { group } = speech;
  const channelOf = group.kind === 'vehicle' ? group.vehicleIds : [];
  const isOf = (vehicleIds: readonly string[], alarm: OpenAlarm): boolean =>
    alarm.vehicleId !== null && vehicleIds.includes(alarm.vehicleId);
  const calls = alarms.filter((alarm) => alarm.kind === 'sos' && isOf(vehiclesOfSpeech(speech), alarm));
  const attended = alarms.filter((alarm) => alarm.state === 'attended' && isOf(channelOf, alarm));
  return newest(calls, ({ raisedAt }) => raisedAt) ?? newest(attended, ({ raisedAt }) => raisedAt);
}

function newest<Matter extends { readonly id: string }>(
  matters: readonly Matter[],
  at: (matter: Matter) => number,
): string | null {
  const [first] = [...matters].sort((one, other) => at(other) - at(one));
  return first?.id ?? null;
}
