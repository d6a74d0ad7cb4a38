import { describe, expect, it } from 'vitest';
import { sampleOrder, type Order, type Receipt, type TalkGroup } from '@protocol';
import { scanned } from '../voice/scan';
import type { OutboxEntry } from './OrderOutbox';
import { crewOrders } from './orderProgress';
import { groupOfOrderInHand, groupOfOwnEmergency, spokenGroup } from './spokenGroup';

/** Of a group its name, kind, place and speaker are looked at, and nothing else. */
const group = (id: string, kind: TalkGroup['kind'], isSpoken = false): TalkGroup =>
  ({ id, name: id, kind, placeId: id, speaker: isSpoken ? { name: '李' } : null, emergency: null }) as TalkGroup;
const [own, other, city] = [group('own', 'team'), group('other', 'team'), group('city', 'city')];
const none = { emergencyGroupId: null, orderGroupId: null, groupId: null, ownPlaceId: 'own' };

const orderWith = (groupId: string | null, receipt: Partial<Receipt>, id = 'order-1'): Order =>
  sampleOrder({ id, groupId, receipt });
const inHand = (orders: readonly Order[], outbox: readonly OutboxEntry[] = []): string | null =>
  groupOfOrderInHand(crewOrders(orders, 'v', outbox));
const accept: OutboxEntry = {
  ...{ kind: 'advance', vehicleId: 'v', orderId: 'order-1', version: 1, state: 'accepted', note: null, at: 1 },
};

describe('the group that a crew speaks in', () => {
  it('is its own team’s, also while an order has put it into another, until it has chosen', () => {
    expect(spokenGroup([city, other, own], none)?.id).toBe('own');
    expect(spokenGroup([city, other], none)?.id).toBe('other');
    expect(spokenGroup([city], none)?.id).toBe('city');
    expect(spokenGroup([], none)).toBeNull();
    expect(spokenGroup([city, other, own], { ...none, groupId: 'city' })?.id).toBe('city');
  });

  it('is that of the order in hand, before any choice of earlier, and the earlier one when the order is over', () => {
    const choice = { ...none, groupId: 'city' };
    expect(spokenGroup([city, other, own], { ...choice, orderGroupId: 'other' })?.id).toBe('other');
    expect(spokenGroup([city, other, own], { ...choice, orderGroupId: null })?.id).toBe('city');
    // The group has closed meanwhile.
    expect(spokenGroup([city, own], { ...choice, orderGroupId: 'other' })?.id).toBe('city');
  });

  it('is that of the own emergency before any other, and the earlier one when that is over', () => {
    const emergency = { name: '李', since: 0 };
    const calling = { ...own, emergency: { ...emergency, vehicleId: 'v' } };
    const groups = [city, { ...other, emergency: { ...emergency, vehicleId: 'another' } }, calling];
    expect(groupOfOwnEmergency(groups, 'v')).toBe('own');
    expect(groupOfOwnEmergency([city, other, own], 'v')).toBeNull();
    const choice = { ...none, groupId: 'city', orderGroupId: 'other' };
    expect(spokenGroup(groups, { ...choice, emergencyGroupId: 'own' })?.id).toBe('own');
    expect(spokenGroup(groups, choice)?.id).toBe('other');
  });

  it('is heard before all others, since it is the one that is spoken in', () => {
    const groups = [group('own', 'team', true), group('other', 'team', true)];
    const chosenId = spokenGroup(groups, { ...none, orderGroupId: 'other' })?.id ?? null;
    expect(scanned(groups, { chosenId, order: [], skipped: [] }, 'own')).toBe('other');
  });
});

describe('the group of the order in hand', () => {
  it('is taken with the crew’s yes, before the server knows of it, and not by a mere delivery', () => {
    const delivered = orderWith('other', { state: 'delivered' });
    expect(inHand([delivered])).toBeNull();
    expect(inHand([delivered], [accept])).toBe('other');
  });

  it.each(['accepted', 'on-the-way', 'arrived'] as const)('stands while it is %s', (state) => {
    expect(inHand([orderWith('other', { state })])).toBe('other');
  });

  it.each(['done', 'refused', 'closed', 'cancelled', 'expired', 'sent'] as const)('is over once it is %s', (state) => {
    expect(inHand([orderWith('other', { state })])).toBeNull();
  });

  it('is that of the newest of several, and none where none goes with it', () => {
    const first = orderWith('own', { state: 'arrived', times: { sent: 1, accepted: 10 } });
    const second = orderWith('other', { state: 'accepted', times: { sent: 1, accepted: 20 } }, 'order-2');
    const plain = orderWith(null, { state: 'accepted', times: { sent: 1, accepted: 30 } }, 'order-3');
    expect(inHand([first, second, plain])).toBe('other');
    expect(inHand([first, plain])).toBe('own');
    expect(inHand([plain])).toBeNull();
  });
});
