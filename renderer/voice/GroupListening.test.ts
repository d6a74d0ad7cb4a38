import type { TalkGroup } from '@protocol';
import { describe, expect, it } from 'vitest';
import { Reception } from '../media/Reception';
import { GroupListening, isWantedAtDesk, type Listening } from './GroupListening';
import type { SoundChoice } from './soundChoices';

const usual: SoundChoice = { volume: 1, isMuted: false, place: 0 };

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

function desk() {
  const joined: string[] = [];
  const receptions = new Map<string, Reception>();
  const muted = new Map<string, boolean>();
  const told: string[] = [];
  const at = { now: 0, isDucked: false };
  const listening = new GroupListening({
    media: {
      joinGroup: (groupId) => {
        joined.push(groupId);
        const reception = new Reception({ kind: 'group', groupId });
        receptions.set(groupId, reception);
        return reception;
      },
    },
    mixer: {
      play: () => undefined,
      stop: () => undefined,
      set: (groupId, { isMuted }) => void muted.set(groupId, isMuted),
      duck: (isDucked) => void (at.isDucked = isDucked),
    },
    reports: {
      began: (groupId, burstId, unheard) => void told.push(`${groupId} ${burstId} ${String(unheard)}`),
      change: () => undefined,
      left: () => undefined,
    },
    now: () => at.now,
    entered: () => undefined,
  });
  const open = (): string[] =>
    [...receptions].filter(([, { state }]) => state.getState().phase !== 'closed').map(([id]) => id);
  const update = (groups: readonly TalkGroup[], part: Partial<Listening> = {}) =>
    listening.update({
      groups,
      isWanted: (wanted) => isWantedAtDesk(wanted, 'a'),
      speakingIn: null,
      ownSessionId: 'own',
      choiceOf: () => usual,
      ...part,
    });
  return { listening, joined, open, at, muted, told, update };
}

describe('GroupListening at a desk', () => {
  it('hears the groups of the organisation that have vehicles, and no private channel unasked', () => {
    const { update, open } = desk();
    update([group('city', 'city', ['v']), group('empty', 'team', []), group('private', 'vehicle', ['v'])]);
    expect(open()).toEqual(['city']);
  });

  it('hears the private channel of the chosen vehicle and any in which somebody speaks', () => {
    const { update, open } = desk();
    update([group('a', 'vehicle', ['a']), group('b', 'vehicle', ['b'], true), group('c', 'vehicle', ['c'])]);
    expect(open()).toEqual(['a', 'b']);
  });

  it('joins a group once and leaves a private channel a minute after the last word', () => {
    const { update, joined, open, at } = desk();
    update([group('b', 'vehicle', ['b'], true)]);
    at.now = 30_000;
    update([group('b', 'vehicle', ['b'])]);
    expect([joined, open()]).toEqual([['b'], ['b']]);
    at.now = 61_000;
    update([group('b', 'vehicle', ['b'])]);
    expect(open()).toEqual([]);
  });

  it('leaves a group that is no longer there', () => {
    const { update, open } = desk();
    update([group('city', 'city', ['v'])]);
    update([]);
    expect(open()).toEqual([]);
  });

  it('plays two groups at once, each as it was set, and lets scenes step back meanwhile', () => {
    const { update, at } = desk();
    const choiceOf = (groupId: string): SoundChoice =>
      groupId === 'one' ? { ...usual, volume: 0.4, place: -1 } : usual;
    const sounds = update([group('one', 'city', ['v'], true), group('two', 'team', ['v'], true)], { choiceOf });
    expect(sounds.get('one')).toEqual({ isJoined: true, isHeard: true, volume: 0.4, isMuted: false, place: -1 });
    expect(sounds.get('two')?.isHeard).toBe(true);
    expect(at.isDucked).toBe(true);
    update([group('one', 'city', ['v']), group('two', 'team', ['v'])], { choiceOf });
    expect(at.isDucked).toBe(false);
  });

  it('says of each burst whether it is heard, muted or passed over for another call', () => {
    const { update, told, muted } = desk();
    const groups = ['one', 'two', 'three'].map((id) => group(id, 'team', ['v'], true));
    const choiceOf = (groupId: string): SoundChoice => ({ ...usual, isMuted: groupId === 'three' });
    update(groups, { scanned: 'two', choiceOf });
    expect(told).toEqual(['one b other-call', 'two b null', 'three b muted']);
    expect([...muted]).toEqual([
      ['one', true],
      ['two', false],
      ['three', true],
    ]);
  });

  it('reports nothing of what its own person says', () => {
    const { update, told } = desk();
    update([group('one', 'city', ['v'], true)], { ownSessionId: 's', speakingIn: 'one' });
    expect(told).toEqual([]);
  });
});
