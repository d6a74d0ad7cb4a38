import { beforeEach, describe, expect, it } from 'vitest';
import {
  RequestError,
  sampleOrder,
  type EscalationRule,
  type Order,
  type PhoneCall,
  type PhoneEndReason,
  type Receipt,
} from '@protocol';
import { HandMadeConnections, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import { Escalations } from './Escalations';
import type { TakenStep } from './orderChange';
import type { OrderTransition } from './orderLifecycle';

type Step = EscalationRule['steps'][number]['step'];

const rung = (state: PhoneCall['state'], endReason: PhoneEndReason | null = null): PhoneCall => ({
  ...{ id: 'call-1', placeId: 'east', vehicleId: 'v', state, endReason, revision: 1 },
  caller: { name: '值班席 01', vehicleId: null, accountId: 'account' },
  callee: { name: '鄂A·00001', vehicleId: 'v', accountId: null },
  ...{ startedAt: 5, answeredAt: null, endedAt: null },
});

describe('a step of the rules', () => {
  let announcer: KeptAnnouncer;
  let connections: HandMadeConnections;
  let happened: (order: Order, steps: readonly TakenStep[]) => void;
  let inCharge: Order['owner'];
  /** What the telephone was told. */
  let told: string[];
  /** The calls that it knows. */
  let calls: PhoneCall[];
  /** Lets a call begin that is being put on record. */
  let begin: (call: PhoneCall) => void;
  /** The desks that speak already. */
  let speaking: string[];
  let callBecame: (call: PhoneCall) => void;
  /** What the orders were told of calls. */
  let outcomes: string[];
  /** Orders that the last server left. */
  let left: Order[];
  /** The desks that are in charge of the vehicle. */
  let inChargeOfVehicle: string[];

  beforeEach(() => {
    announcer = new KeptAnnouncer();
    connections = new HandMadeConnections();
    told = [];
    calls = [];
    begin = () => undefined;
    speaking = [];
    outcomes = [];
    left = [];
    inChargeOfVehicle = ['desk', 'another desk'];
    start();
    const desk = connections.signIn('desk', null);
    inCharge = { accountId: desk.session.accountId, name: desk.session.name };
    connections.signIn('another desk', null);
    connections.signIn('a desk elsewhere', null);
    connections.signIn('terminal', 'v');
  });

  const start = (): void => {
    Escalations.create({
      orders: {
        onChanged: (listener) => void (happened = listener),
        open: () => left,
        watch: {
          called: (orderId, vehicleId, { outcome, name }) =>
            outcomes.push(`${orderId} ${vehicleId}: ${outcome}${name === null ? '' : ` from ${name}`}`),
        },
      },
      access: { may: ({ id }) => inChargeOfVehicle.some((desk) => id === `session-${desk}`) },
      phones: {
        onChanged: (listener) => void (callBecame = listener),
        ring: async ({ connectionId }, vehicleId) => {
          if (speaking.includes(connectionId)) throw new RequestError('conflict', 'the caller speaks');
          told.push(`${connectionId} rings ${vehicleId}`);
          const call = await new Promise<PhoneCall>((resolve) => (begin = resolve));
          calls = [call];
          return call;
        },
        hangUp: (_, callId) => {
          told.push(`hangs up ${callId}`);
          calls = [];
          return Promise.resolve(rung('ended'));
        },
        list: () => calls,
      },
      ...{ connections, announcer, log: silentLog },
    });
  };

  const escalated = (step: Step): void => {
    const receipt: Partial<Receipt> = {
      ...{ state: 'read', version: 1 },
      escalations: [{ at: 5, cause: 'not-accepted', step, suggestedVehicleId: null }],
    };
    const order = sampleOrder({ owner: inCharge, receipt });
    happened(
      order,
      order.receipts.map((one) => ({ receipt: one, transition: 'escalated' })),
    );
  };
  const answered = (transition: OrderTransition): void => {
    const order = sampleOrder({ owner: inCharge, receipt: { state: 'accepted' } });
    happened(
      order,
      order.receipts.map((receipt) => ({ receipt, transition })),
    );
  };
  const ringing = async (): Promise<void> => {
    escalated('ring-crew');
    await until('it is being put on record', () => told.length > 0);
    begin(rung('ringing'));
    await until('the desk is told', () => announcer.named('orders:crewRung').length > 0);
  };

  it.each(['repeat-with-tone', 'read-aloud', 'suggest-next-vehicle', 'tell-supervisor'] as const)(
    'is told to the terminal and to the desks: %s',
    (step) => {
      escalated(step);
      expect(announcer.named('orders:escalated')).toEqual([{ orderId: 'order-1', vehicleId: 'v', version: 1, step }]);
      expect(told).toEqual([]);
    },
  );

  it('rings the crew from the desk in charge, which is told of the call', async () => {
    await ringing();
    expect(told).toEqual(['desk rings v']);
    expect(announcer.said.at(-1)).toEqual({
      ...{ to: 'desk', name: 'orders:crewRung' },
      payload: { orderId: 'order-1', vehicleId: 'v', callId: 'call-1' },
    });
  });

  it.each(['accepted', 'refused', 'arrived', 'corrected', 'cancelled'] as const)(
    'rings no more from the moment that somebody answers: %s',
    async (transition) => {
      await ringing();
      answered(transition);
      expect(told).toEqual(['desk rings v', 'hangs up call-1']);
    },
  );

  it('does not go on ringing where somebody answers while the call is being put on record', async () => {
    escalated('ring-crew');
    answered('accepted');
    begin(rung('ringing'));
    await until('it is hung up', () => told.length > 1);
    expect(told).toEqual(['desk rings v', 'hangs up call-1']);
  });

  it('rings on while only the terminal says something of itself', async () => {
    await ringing();
    answered('delivered');
    answered('read');
    expect(told).toEqual(['desk rings v']);
  });

  it('leaves a call alone in which the crew talks already', async () => {
    await ringing();
    calls = [rung('talking')];
    answered('accepted');
    expect(told).toEqual(['desk rings v']);
  });

  it.each<[PhoneCall['state'], PhoneEndReason | null, string]>([
    ['talking', null, 'answered'],
    ['ended', 'refused', 'refused'],
    ['ended', 'no-answer', 'no-answer'],
    ['ended', 'hung-up', 'hung-up'],
    ['ended', 'connection-lost', 'failed'],
    ['ended', 'server-restarted', 'interrupted'],
  ])('says what became of the call, once, and from whose desk it was: %s, %s', async (state, reason, outcome) => {
    await ringing();
    callBecame({ ...rung('talking'), id: 'a call of others' });
    expect(outcomes).toEqual([]);
    callBecame(rung(state, reason));
    callBecame(rung('ended', 'hung-up'));
    expect(outcomes).toEqual([`order-1 v: ${outcome} from ${inCharge.name}`]);
  });

  it('says that it rang in vain where the order was answered meanwhile', async () => {
    await ringing();
    answered('accepted');
    callBecame(rung('ended', 'hung-up'));
    expect(outcomes).toEqual([`order-1 v: stopped from ${inCharge.name}`]);
  });

  it('does not stop for what is told of a call: that of another receipt may ring on', async () => {
    await ringing();
    answered('call-failed');
    answered('call-answered');
    expect(told).toEqual(['desk rings v']);
  });

  it.each(['busy', 'not-reachable'] as const)('says at once where nobody can be rung: %s', async (reason) => {
    escalated('ring-crew');
    begin(rung('ended', reason));
    await until('it is said', () => outcomes.length > 0);
    expect(outcomes).toEqual([`order-1 v: ${reason} from ${inCharge.name}`]);
  });

  it('rings from the desk of another in charge where the one in charge has none', async () => {
    connections.close('desk');
    await ringing();
    expect(told).toEqual(['another desk rings v']);
    expect(announcer.said.at(-1)).toMatchObject({ to: 'another desk', name: 'orders:crewRung' });
  });

  it('rings from the desk of another in charge where the one in charge speaks', async () => {
    speaking = ['desk'];
    await ringing();
    expect(told).toEqual(['another desk rings v']);
  });

  it('says that it did not ring where every desk in charge speaks', async () => {
    speaking = ['desk', 'another desk'];
    escalated('ring-crew');
    await until('it is said', () => outcomes.length > 0);
    expect([told, outcomes]).toEqual([[], ['order-1 v: desk-busy']]);
  });

  it('says that it did not ring where nobody in charge has a desk: one elsewhere, or a terminal, is none', () => {
    connections.close('desk');
    connections.close('another desk');
    escalated('ring-crew');
    expect([told, outcomes]).toEqual([[], ['order-1 v: no-desk']]);
    expect(announcer.named('orders:escalated')).toHaveLength(1);
  });

  it('says of a call that the last server made that nothing is known of it', () => {
    const escalations: Receipt['escalations'] = [
      { at: 5_000, cause: 'not-accepted', step: 'ring-crew', suggestedVehicleId: null },
    ];
    const called = { outcome: 'answered', at: 6_000, name: null } as const;
    left = [
      sampleOrder({ id: 'rung', receipt: { state: 'read', escalations } }),
      sampleOrder({
        id: 'answered',
        receipt: { state: 'read', escalations: escalations.map((one) => ({ ...one, call: called })) },
      }),
      sampleOrder({ id: 'corrected', receipt: { state: 'sent', times: { sent: 9_000 }, escalations } }),
    ];
    start();
    expect(outcomes).toEqual(['rung v: interrupted']);
  });
});
