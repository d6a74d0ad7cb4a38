import { describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { RequestError, sampleOrder, sampleReceipt, type Order, type ParsedInput, type Receipt } from '@protocol';
import { OrderOutbox } from './OrderOutbox';
import { crewOrders } from './orderProgress';
import { OrderReader, wasToBeRead, type KnownOrders } from './OrderReader';
import { OrderVoice, type OrderVoiceDependencies, type VoicePlayer } from './OrderVoice';

const WORDS = '指令 1。前往核实。';
const step = { orderId: 'order-1', vehicleId: 'v', version: 1 };
const escalated: Receipt['escalations'][number] = {
  ...{ at: 2_000, cause: 'not-accepted', step: 'read-aloud', suggestedVehicleId: null },
};
const orderIn = (change: Partial<Receipt> = {}): Order =>
  sampleOrder({ receipt: { state: 'delivered', escalations: [escalated], ...change } });

/** A voice of the device: it speaks until it is told to stop, or until the test lets it end. */
class DeviceVoice extends EventTarget {
  readonly said: string[] = [];
  speaking: (EventTarget & { words: string }) | null = null;

  readonly getVoices = (): SpeechSynthesisVoice[] => [
    { lang: 'zh-CN', localService: true, default: true, name: '中文', voiceURI: 'zh' },
  ];

  speak(saying: EventTarget): void {
    // Only what `utteranceOf` below has made is spoken here.
    this.speaking = saying as EventTarget & { words: string };
    this.said.push(this.speaking.words);
  }

  /** As browsers do: what is cut off calls that an error. */
  cancel(): void {
    const cut = this.speaking;
    this.speaking = null;
    cut?.dispatchEvent(Object.assign(new Event('error'), { error: 'interrupted' }));
  }

  ends(): void {
    const over = this.speaking;
    this.speaking = null;
    over?.dispatchEvent(new Event('end'));
  }
}

class Player extends EventTarget implements Pick<HTMLAudioElement, 'src' | 'play' | 'pause'> {
  src = '';
  isPlaying = false;

  play(): Promise<void> {
    this.isPlaying = true;
    return Promise.resolve();
  }

  pause(): void {
    this.isPlaying = false;
  }
}

/** A terminal with one order before it, that is being read aloud by the device or with the server's sound. */
function terminal(order = orderIn(), { hasVoice = true }: { hasVoice?: boolean } = {}) {
  const known = createStore<KnownOrders>(() => ({ orders: [order], outbox: [] }));
  const device = new DeviceVoice();
  const players: Player[] = [];
  const released: VoicePlayer[] = [];
  const reported: ParsedInput<'orders:reportReadAloud'>[] = [];
  let answerFetch: (response: Response) => void = () => undefined;
  const dependencies = {
    synthesis: hasVoice ? device : null,
    utteranceOf: (words: string) => Object.assign(new EventTarget(), { words, voice: null, lang: '' }),
    fetchSpoken: (_: string, stopped: AbortSignal) =>
      new Promise<Response>((resolve, reject) => {
        answerFetch = resolve;
        stopped.addEventListener('abort', () => reject(new DOMException('stopped', 'AbortError')));
      }),
    takePlayer: () => {
      const player = new Player();
      players.push(player);
      return player;
    },
    releasePlayer: (player: VoicePlayer) => released.push(player),
    isMuted: () => false,
  };
  const voice = new OrderVoice(
    // Of an utterance and of a player only the events are looked at.
    dependencies as unknown as OrderVoiceDependencies<VoicePlayer>,
  );
  const reader = new OrderReader({
    ...{ voice, known, wordsOf: () => WORDS },
    report: (reading) => Promise.resolve(void reported.push(reading)),
  });
  const outbox = OrderOutbox.create({
    storage: { read: () => null, write: () => undefined },
    // There is no line: what the crew says waits on this terminal.
    send: () => Promise.reject(new RequestError('timeout', 'no answer')),
    onChanged: (entries) => known.setState({ outbox: entries }),
    onRefused: () => undefined,
  });
  const receives = (...orders: Order[]): void => known.setState({ orders });
  const isHeard = (): boolean => device.speaking !== null || players.some(({ isPlaying }) => isPlaying);
  const answers = (): void => answerFetch(new Response(new Blob(['RIFF'])));
  return { device, players, released, reported, reader, outbox, receives, isHeard, answers };
}
const advanced = (state: 'accepted' | 'refused' | 'read' | 'on-the-way') => ({
  ...{ kind: 'advance' as const, vehicleId: 'v', orderId: 'order-1', version: 1, state, note: null, at: 3_000 },
});
type Terminal = ReturnType<typeof terminal>;

/** Whatever makes reading aloud needless, and what the receipt then says. */
const ends: readonly (readonly [string, (on: Terminal) => void, 'answered' | 'withdrawn'])[] = [
  ['accepted on this terminal', ({ outbox }) => void outbox.add(advanced('accepted')), 'answered'],
  ['refused on this terminal', ({ outbox }) => void outbox.add(advanced('refused')), 'answered'],
  [
    'accepted on another page of the vehicle',
    ({ receives }) => receives(orderIn({ state: 'accepted', times: { sent: 1_000, accepted: 3_000 } })),
    'answered',
  ],
  ['refused on another page of the vehicle', ({ receives }) => receives(orderIn({ state: 'refused' })), 'answered'],
  ['cancelled by the centre', ({ receives }) => receives(orderIn({ state: 'cancelled' })), 'withdrawn'],
  [
    'corrected by the centre',
    ({ receives }) => receives(sampleOrder({ version: 2, receipt: { version: 2, state: 'sent' } })),
    'withdrawn',
  ],
  ['taken from the terminal, since its crew has left', ({ receives }) => receives(), 'withdrawn'],
];

describe('an order that is read aloud', () => {
  it('is read by the device’s own voice, and the receipt says so', async () => {
    const on = terminal();
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.device.said).toEqual([WORDS]));
    on.device.ends();
    await reading;
    expect(on.reported).toEqual([{ orderId: 'order-1', version: 1, outcome: 'read' }]);
  });

  it.each(ends)('by the device is silent at the moment at which it is %s', async (_, happens, outcome) => {
    const on = terminal();
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    happens(on);
    // At once, with no turn of the loop between.
    expect(on.isHeard()).toBe(false);
    await reading;
    expect(on.reported).toEqual([{ orderId: 'order-1', version: 1, outcome }]);
  });

  it.each(ends)('with the server’s sound is silent at the moment at which it is %s', async (_, happens, outcome) => {
    const on = terminal(orderIn(), { hasVoice: false });
    const reading = on.reader.read(step);
    await vi.waitFor(() => {
      on.answers();
      expect(on.isHeard()).toBe(true);
    });
    happens(on);
    expect(on.isHeard()).toBe(false);
    await reading;
    expect(on.reported).toEqual([{ orderId: 'order-1', version: 1, outcome }]);
    expect(on.released).toEqual(on.players);
  });

  it.each(ends)('is never begun where it is %s while its sound is on its way', async (_, happens, outcome) => {
    const on = terminal(orderIn(), { hasVoice: false });
    const reading = on.reader.read(step);
    happens(on);
    on.answers();
    await reading;
    expect(on.players).toEqual([]);
    expect(on.reported).toEqual([{ orderId: 'order-1', version: 1, outcome }]);
  });

  it('is not read where the crew answered while the step was on its way to them', async () => {
    const on = terminal();
    void on.outbox.add(advanced('accepted'));
    await on.reader.read(step);
    expect(on.device.said).toEqual([]);
    expect(on.reported).toEqual([{ orderId: 'order-1', version: 1, outcome: 'answered' }]);
  });

  it('is read to a crew that accepted and has not come, and stops with their next step', async () => {
    const late = { ...escalated, cause: 'not-arrived' as const };
    const on = terminal(orderIn({ state: 'accepted', escalations: [late] }));
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    void on.outbox.add(advanced('on-the-way'));
    expect(on.isHeard()).toBe(false);
    await reading;
    expect(on.reported).toMatchObject([{ outcome: 'answered' }]);
  });

  it('goes on while the terminal says of itself that it has it and that it was seen', async () => {
    const on = terminal();
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    void on.outbox.add(advanced('read'));
    on.receives(orderIn({ state: 'read' }));
    expect(on.isHeard()).toBe(true);
    on.device.ends();
    await reading;
    expect(on.reported).toMatchObject([{ outcome: 'read' }]);
  });

  it('stops for an answer of another page also while this one still has to say that it was seen', async () => {
    const on = terminal();
    void on.outbox.add(advanced('read'));
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    on.receives(orderIn({ state: 'accepted' }));
    expect(on.isHeard()).toBe(false);
    await reading;
    expect(on.reported).toMatchObject([{ outcome: 'answered' }]);
  });

  it('stops as the crew picks up the telephone, and is not read to one that has', async () => {
    const rung = { ...escalated, at: 2_500, step: 'ring-crew' as const };
    const pickedUp = orderIn({
      escalations: [escalated, { ...rung, call: { outcome: 'answered', at: 2_600, name: '李' } }],
    });
    const on = terminal();
    const reading = on.reader.read(step);
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    on.receives(orderIn({ escalations: [escalated, rung] }));
    expect(on.isHeard()).toBe(true);
    on.receives(pickedUp);
    expect(on.isHeard()).toBe(false);
    await reading;
    await on.reader.read(step);
    expect(on.device.said).toHaveLength(1);
    expect(on.reported).toMatchObject([{ outcome: 'answered' }, { outcome: 'answered' }]);
  });

  it('of an older version is not read, and nothing is said of it', async () => {
    const on = terminal(sampleOrder({ version: 2, receipt: { version: 2, state: 'sent' } }));
    await on.reader.read(step);
    await on.reader.read({ ...step, orderId: 'unknown' });
    expect([on.device.said, on.reported]).toEqual([[], []]);
  });

  it('waits for the one before, whose stopping does not stop it', async () => {
    const other = sampleOrder({
      id: 'order-2',
      receipt: sampleReceipt({ state: 'delivered', escalations: [escalated] }),
    });
    const on = terminal();
    on.receives(orderIn(), other);
    const readings = [on.reader.read(step), on.reader.read({ ...step, orderId: 'order-2' })];
    await vi.waitFor(() => expect(on.device.said).toHaveLength(1));
    on.receives(orderIn({ state: 'accepted' }), other);
    await vi.waitFor(() => expect(on.device.said).toHaveLength(2));
    expect(on.isHeard()).toBe(true);
    on.device.ends();
    await Promise.all(readings);
    expect(on.reported.map(({ orderId, outcome }) => [orderId, outcome])).toEqual([
      ['order-1', 'answered'],
      ['order-2', 'read'],
    ]);
  });

  it('is found after a time without a line, where nobody has heard it and it is still awaited', () => {
    const isFound = (change: Partial<Receipt> = {}): boolean =>
      crewOrders([orderIn(change)], 'v', []).filter(wasToBeRead).length === 1;
    expect(isFound()).toBe(true);
    expect(isFound({ readAloud: { outcome: 'no-voice', at: 2_500 } })).toBe(false);
    expect(isFound({ state: 'accepted' })).toBe(false);
    expect(isFound({ escalations: [escalated, { ...escalated, at: 2_800, step: 'ring-crew' }] })).toBe(false);
    // The step was about the version before.
    expect(isFound({ times: { sent: 3_000 } })).toBe(false);
    expect(isFound({ escalations: [] })).toBe(false);
  });

  it('is not read a second time while it is being read', async () => {
    const on = terminal();
    const readings = [on.reader.read(step), on.reader.read(step)];
    await vi.waitFor(() => expect(on.isHeard()).toBe(true));
    on.device.ends();
    await Promise.all(readings);
    expect([on.device.said, on.reported]).toMatchObject([[WORDS], [{ outcome: 'read' }]]);
  });

  it('has a receipt that says why it was not read', async () => {
    const silent = terminal(orderIn(), { hasVoice: false });
    const reading = silent.reader.read(step);
    await vi.waitFor(() => {
      silent.answers();
      expect(silent.players).toHaveLength(1);
    });
    silent.players[0]?.dispatchEvent(new Event('error'));
    await reading;
    expect(silent.reported).toMatchObject([{ outcome: 'failed' }]);
  });
});
