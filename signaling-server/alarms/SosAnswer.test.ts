import { beforeEach, describe, expect, it } from 'vitest';
import { RequestError, sampleAlarm, type Alarm, type TalkGroup } from '@protocol';
import type { EndedEmergency } from '../calls/Emergencies';
import { HandMadeConnections, silentLog } from '../media/mediaForTests';
import type { SignedInCaller } from '../wire/Caller';
import { SosAnswer } from './SosAnswer';

const GROUP = 'place:east';
const callOf = (vehicleId: string, change: Partial<Alarm> = {}): Alarm =>
  sampleAlarm({ id: `call of ${vehicleId}`, kind: 'sos', placeId: 'east', vehicleId, ...change });

/** The emergencies of one group, with the rule that one does not start over another's. */
class HandMadeEmergencies {
  now = 0;
  /** Whose emergency runs. */
  owner: { vehicleId: string | null; sessionId: string } | null = null;
  readonly #byHand: { vehicleId: string | null; at: number }[] = [];
  readonly #listeners: ((ended: EndedEmergency) => void)[] = [];

  running(groupId: string) {
    return groupId === GROUP ? this.owner : null;
  }

  start({ session }: SignedInCaller): Promise<TalkGroup> {
    if (this.owner !== null && this.owner.vehicleId !== session.vehicleId) {
      return Promise.reject(new RequestError('conflict', ''));
    }
    this.owner = { vehicleId: session.vehicleId, sessionId: session.id };
    return Promise.resolve(group);
  }

  end(): Promise<TalkGroup> {
    return this.over('ended');
  }

  over(reason: EndedEmergency['reason']): Promise<TalkGroup> {
    if (this.owner === null) return Promise.reject(new RequestError('conflict', ''));
    const { vehicleId } = this.owner;
    this.owner = null;
    if (reason === 'ended') this.#byHand.push({ vehicleId, at: this.now });
    this.#listeners.forEach((listener) => listener({ groupId: GROUP, vehicleId, reason }));
    return Promise.resolve(group);
  }

  wasEndedByHand(_groupId: string, vehicleId: string, since: number): Promise<boolean> {
    return Promise.resolve(this.#byHand.some((one) => one.vehicleId === vehicleId && one.at >= since));
  }

  onEnded(listener: (ended: EndedEmergency) => void): void {
    this.#listeners.push(listener);
  }
}

// Nothing of the group is looked at.
const group = {} as TalkGroup;
/** What follows of itself has happened after this. */
const settled = async (): Promise<void> => await new Promise((resolve) => setImmediate(resolve));

describe('the emergency floor of calls for help', () => {
  let connections: HandMadeConnections;
  let emergencies: HandMadeEmergencies;
  let desk: SignedInCaller;
  let first: SignedInCaller;
  let second: SignedInCaller;
  let open: Alarm[];
  let answer: SosAnswer;

  beforeEach(() => {
    connections = new HandMadeConnections();
    emergencies = new HandMadeEmergencies();
    open = [];
    answer = SosAnswer.create({ connections, emergencies, log: silentLog, alarms: { open: () => open } });
    desk = connections.signIn('desk', null);
    first = connections.signIn('first', 'car-1');
    second = connections.signIn('second', 'car-2');
  });
  const running = (): string | null => emergencies.owner?.vehicleId ?? null;
  const called = async (caller: SignedInCaller): Promise<Alarm> => {
    emergencies.now += 1;
    const alarm = callOf(caller.session.vehicleId ?? '', { raisedAt: emergencies.now });
    open.push(alarm);
    await answer.open(caller, alarm);
    return alarm;
  };
  const closed = async (alarm: Alarm, by = desk): Promise<void> => {
    emergencies.now += 1;
    open = open.filter(({ id }) => id !== alarm.id);
    await answer.close(by, { ...alarm, state: 'completed' });
    await settled();
  };
  const endedByHand = async (): Promise<void> => {
    emergencies.now += 1;
    await emergencies.end();
    await settled();
  };

  it('opens with the call and ends with it', async () => {
    const alarm = await called(first);
    expect(running()).toBe('car-1');
    await closed(alarm);
    expect(running()).toBeNull();
  });

  it('goes on for the second of two that call, whichever is closed first', async () => {
    const [one, other] = [await called(first), await called(second)];
    expect(running()).toBe('car-1');
    await closed(one, first);
    expect(running()).toBe('car-2');
    await closed(other);
    expect(running()).toBeNull();

    const [again, still] = [await called(first), await called(second)];
    await closed(still, second);
    expect(running()).toBe('car-1');
    await closed(again);
    expect(running()).toBeNull();
  });

  it('goes to the second once its line is back, where it had none as the first was closed', async () => {
    const [one, other] = [await called(first), await called(second)];
    connections.close('second');
    await closed(one);
    expect(running()).toBeNull();
    connections.signIn('second again', 'car-2');
    await settled();
    expect(running()).toBe('car-2');
    await closed(other);
    expect(running()).toBeNull();
  });

  it('that is ended by hand stays so when the same call is sent again, and opens for the next', async () => {
    const alarm = await called(first);
    await endedByHand();
    await answer.open(first, alarm);
    expect(running()).toBeNull();
    await closed(alarm);
    await called(first);
    expect(running()).toBe('car-1');
  });

  it('that is ended by hand goes to the next that calls, and to none twice', async () => {
    const [one, other] = [await called(first), await called(second)];
    await endedByHand();
    expect(running()).toBe('car-2');
    await endedByHand();
    expect(running()).toBeNull();
    // The calls for help are open still, and their crews come and go.
    connections.close('first');
    connections.signIn('first again', 'car-1');
    await settled();
    expect(running()).toBeNull();
    await closed(one);
    await closed(other);
    expect(running()).toBeNull();
    await called(first);
    expect(running()).toBe('car-1');
  });

  it('that was ended by hand is not opened again as another vehicle’s call is closed', async () => {
    const [, other] = [await called(first), await called(second)];
    await endedByHand();
    await closed(other);
    expect(running()).toBeNull();
  });

  it('goes to the vehicle that calls once the emergency of a desk is over, ended or for silence', async () => {
    for (const reason of ['ended', 'hang-time'] as const) {
      await emergencies.start(desk);
      const alarm = await called(first);
      expect(emergencies.owner?.sessionId).toBe(desk.session.id);
      await emergencies.over(reason);
      await settled();
      expect(running()).toBe('car-1');
      await closed(alarm);
    }
  });

  it('follows the crew into the session that it has now', async () => {
    await called(first);
    connections.signIn('renewed', 'car-1');
    await settled();
    expect(emergencies.owner).toEqual({ vehicleId: 'car-1', sessionId: 'session-renewed' });
  });

  it('goes on while another tablet of the same vehicle calls', async () => {
    const one = await called(first);
    const other = callOf('car-1', { id: 'again', raisedAt: emergencies.now });
    open.push(other);
    await answer.open(first, other);
    await closed(one);
    expect(running()).toBe('car-1');
    await closed(other);
    expect(running()).toBeNull();
  });

  it('of another is not ended with a call for help that never had it', async () => {
    await emergencies.start(second);
    const alarm = await called(first);
    await closed(alarm);
    expect(running()).toBe('car-2');
  });

  it('is not opened by one that has been taken back, and another alarm closes none', async () => {
    await answer.open(first, callOf('car-1', { state: 'completed' }));
    expect(running()).toBeNull();
    await called(first);
    await answer.close(desk, callOf('car-1', { kind: 'overspeed' }));
    expect(running()).toBe('car-1');
  });
});
