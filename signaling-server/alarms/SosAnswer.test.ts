import { beforeEach, describe, expect, it } from 'vitest';
import { RequestError, sampleAlarm, type Alarm, type TalkGroup } from '@protocol';
import { HandMadeConnections, silentLog } from '../media/mediaForTests';
import type { SignedInCaller } from '../wire/Caller';
import { SosAnswer } from './SosAnswer';

const GROUP = 'place:east';
const callOf = (vehicleId: string, change: Partial<Alarm> = {}): Alarm =>
  sampleAlarm({ id: `call of ${vehicleId}`, kind: 'sos', placeId: 'east', vehicleId, ...change });

describe('the emergency floor of calls for help', () => {
  let connections: HandMadeConnections;
  let desk: SignedInCaller;
  let first: SignedInCaller;
  let second: SignedInCaller;
  let open: Alarm[];
  /** The vehicle whose emergency runs in the group; null where none does. */
  let running: string | null;
  let answer: SosAnswer;

  beforeEach(() => {
    connections = new HandMadeConnections();
    desk = connections.signIn('desk', null);
    first = connections.signIn('first', 'car-1');
    second = connections.signIn('second', 'car-2');
    open = [];
    running = null;
    const group = (): TalkGroup => ({ emergency: running === null ? null : { vehicleId: running } }) as TalkGroup;
    answer = new SosAnswer({
      ...{ connections, log: silentLog, alarms: { open: () => open } },
      // Of the group only whose emergency runs in it is looked at.
      groups: { group: (groupId) => (groupId === GROUP ? group() : null) },
      emergencies: {
        start: ({ session }) => {
          if (running !== null && running !== session.vehicleId)
            return Promise.reject(new RequestError('conflict', ''));
          running = session.vehicleId;
          return Promise.resolve(group());
        },
        end: () => {
          if (running === null) return Promise.reject(new RequestError('conflict', ''));
          running = null;
          return Promise.resolve(group());
        },
      },
    });
  });
  const called = async (caller: SignedInCaller): Promise<Alarm> => {
    const alarm = callOf(caller.session.vehicleId ?? '');
    open.push(alarm);
    await answer.open(caller, alarm);
    return alarm;
  };
  const closed = async (alarm: Alarm, by = desk): Promise<void> => {
    open = open.filter(({ id }) => id !== alarm.id);
    await answer.close(by, { ...alarm, state: 'completed' });
  };

  it('opens with the call and ends with it', async () => {
    const alarm = await called(first);
    expect(running).toBe('car-1');
    await closed(alarm);
    expect(running).toBeNull();
  });

  it('goes on for the second of two that call, whichever is closed first', async () => {
    const [one, other] = [await called(first), await called(second)];
    expect(running).toBe('car-1');
    await closed(one, first);
    expect(running).toBe('car-2');
    await closed(other);
    expect(running).toBeNull();

    const [again, still] = [await called(first), await called(second)];
    await closed(still, second);
    expect(running).toBe('car-1');
    await closed(again);
    expect(running).toBeNull();
  });

  it('runs on where the second has no line, and ends with its call', async () => {
    const [one, other] = [await called(first), await called(second)];
    connections.close('second');
    await closed(one);
    expect(running).toBe('car-1');
    await closed(other);
    expect(running).toBeNull();
  });

  it('is not opened by one that has been taken back, and another alarm closes none', async () => {
    await answer.open(first, callOf('car-1', { state: 'completed' }));
    expect(running).toBeNull();
    await called(first);
    await answer.close(desk, callOf('car-1', { kind: 'overspeed' }));
    expect(running).toBe('car-1');
  });
});
