import type { TalkGroup } from '@protocol';
import { describe, expect, it } from 'vitest';
import { Reception } from '../media/Reception';
import { GroupListening } from './GroupListening';

const group = (id: string, kind: TalkGroup['kind'], vehicleIds: string[], isSpoken = false): TalkGroup => ({
  id,
  name: id,
  kind,
  placeId: 'p',
  vehicleIds,
  area: null,
  openedBy: null,
  speaker: isSpoken
    ? { sessionId: 's', name: 'n', vehicleId: null, priority: 5, burstId: 'b', since: 0, until: 1 }
    : null,
  queue: [],
  emergency: null,
  settings: {
    endOfMediaMs: 4_000,
    talkLimitMs: 30_000,
    talkLimitWarningMs: 5_000,
    graceMs: 1_000,
    hangTimeMs: 60_000,
    emergencyHangTimeMs: 60_000,
    grantedFromQueueMs: 1_000,
    queuedGrantActionMs: 3_000,
    queueLength: 10,
  },
  revision: 1,
});

function desk(): { listening: GroupListening; joined: string[]; open: () => string[]; at: { now: number } } {
  const joined: string[] = [];
  const receptions = new Map<string, Reception>();
  const at = { now: 0 };
  const listening = new GroupListening(
    {
      joinGroup: (groupId) => {
        joined.push(groupId);
        const reception = new Reception({ kind: 'group', groupId });
        receptions.set(groupId, reception);
        return reception;
      },
    },
    { play: () => undefined, stop: () => undefined, setMuted: () => undefined },
    () => at.now,
  );
  const open = (): string[] =>
    [...receptions].filter(([, { state }]) => state.getState().phase !== 'closed').map(([id]) => id);
  return { listening, joined, open, at };
}

describe('GroupListening', () => {
  it('hears the groups of the organisation that have vehicles, and no private channel unasked', () => {
    const { listening, open } = desk();
    const groups = [group('city', 'city', ['v']), group('empty', 'team', []), group('private', 'vehicle', ['v'])];
    listening.update({ groups, chosenVehicleId: null, speakingIn: null });
    expect(open()).toEqual(['city']);
  });

  it('hears the private channel of the chosen vehicle and any in which somebody speaks', () => {
    const { listening, open } = desk();
    const groups = [group('a', 'vehicle', ['a']), group('b', 'vehicle', ['b'], true), group('c', 'vehicle', ['c'])];
    listening.update({ groups, chosenVehicleId: 'a', speakingIn: null });
    expect(open()).toEqual(['a', 'b']);
  });

  it('joins a group once and leaves a private channel a minute after the last word', () => {
    const { listening, joined, open, at } = desk();
    listening.update({ groups: [group('a', 'vehicle', ['a'], true)], chosenVehicleId: null, speakingIn: null });
    at.now = 30_000;
    listening.update({ groups: [group('a', 'vehicle', ['a'])], chosenVehicleId: null, speakingIn: null });
    expect([joined, open()]).toEqual([['a'], ['a']]);
    at.now = 61_000;
    listening.update({ groups: [group('a', 'vehicle', ['a'])], chosenVehicleId: null, speakingIn: null });
    expect(open()).toEqual([]);
  });

  it('leaves a group that is no longer there', () => {
    const { listening, open } = desk();
    listening.update({ groups: [group('city', 'city', ['v'])], chosenVehicleId: null, speakingIn: null });
    listening.update({ groups: [], chosenVehicleId: null, speakingIn: null });
    expect(open()).toEqual([]);
  });
});
