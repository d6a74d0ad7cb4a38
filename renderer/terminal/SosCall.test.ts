import { beforeEach, describe, expect, it } from 'vitest';
import { RequestError, sampleAlarm, type Alarm } from '@protocol';
import { SosCall, type PendingSos } from './SosCall';

const alarm = (change: Partial<Alarm> = {}): Alarm => sampleAlarm({ id: 'sos-1', kind: 'sos', ...change });
const pressed = { vehicleId: 'car', clientKey: 'key', pressedAt: 5, position: null };

let kept: string | null;
let sent: PendingSos[];
let answer: () => Promise<Alarm>;
let undone: string[];
let refused: string[];

const open = (): SosCall =>
  SosCall.create({
    storage: { read: () => kept, write: (text) => (kept = text) },
    raise: (pending) => {
      sent.push(pending);
      return answer();
    },
    undo: (alarmId) => {
      undone.push(alarmId);
      return Promise.resolve(alarm({ state: 'completed', revision: 2 }));
    },
    onChanged: () => undefined,
    onRefused: ({ code }) => refused.push(code),
  });
const offline = (): Promise<Alarm> => Promise.reject(new Error('no connection'));

beforeEach(() => {
  kept = null;
  sent = [];
  undone = [];
  refused = [];
  answer = () => Promise.resolve(alarm());
});

describe('a call for help', () => {
  it('is kept until the server has it, however often that takes, and under one key', async () => {
    answer = offline;
    const call = open();
    await call.press(pressed);
    await call.flush('car');
    expect(call.state.pending).toMatchObject({ clientKey: 'key' });
    answer = () => Promise.resolve(alarm());
    await call.flush('car');
    expect(sent.map(({ clientKey }) => clientKey)).toEqual(['key', 'key', 'key']);
    expect(call.state).toMatchObject({ pending: null, alarm: { id: 'sos-1' } });
    expect(kept).toBeNull();
  });

  it('goes on after the page was reloaded', async () => {
    answer = offline;
    await open().press(pressed);
    answer = () => Promise.resolve(alarm());
    const after = open();
    await after.flush('car');
    expect(after.state.alarm?.id).toBe('sos-1');
  });

  it('is not sent for another vehicle', async () => {
    answer = offline;
    const call = open();
    await call.press(pressed);
    sent = [];
    await call.flush('other');
    expect(sent).toEqual([]);
  });

  it('is one while it is on its way or open', async () => {
    const call = open();
    await Promise.all([call.press(pressed), call.press({ ...pressed, clientKey: 'another' })]);
    await call.press({ ...pressed, clientKey: 'a third' });
    expect(sent).toHaveLength(1);
  });

  it('taken back before the server had it is raised and undone, so that both are on record', async () => {
    answer = offline;
    const call = open();
    await call.press(pressed);
    await call.undo();
    answer = () => Promise.resolve(alarm());
    await call.flush('car');
    expect(undone).toEqual(['sos-1']);
    expect(call.state.alarm?.state).toBe('completed');
  });

  it('is given up where the server refuses it for good, which the crew is told, and not where the server is unwell', async () => {
    answer = () => Promise.reject(new RequestError('internal', ''));
    const call = open();
    await call.press(pressed);
    expect(call.state.pending).not.toBeNull();
    expect(refused).toEqual([]);
    answer = () => Promise.reject(new RequestError('forbidden', ''));
    await call.flush('car');
    expect(call.state.pending).toBeNull();
    expect(refused).toEqual(['forbidden']);
  });

  it('keeps the newer of two things said of it', () => {
    const call = open();
    call.take(alarm({ state: 'attended', revision: 5 }));
    call.take(alarm({ revision: 4 }));
    expect(call.state.alarm?.state).toBe('attended');
  });
});
