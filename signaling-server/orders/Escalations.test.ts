import { beforeEach, describe, expect, it } from 'vitest';
import { sampleOrder, type EscalationRule, type Order, type PhoneCall, type Receipt } from '@protocol';
import { HandMadeConnections, KeptAnnouncer, silentLog, until } from '../media/mediaForTests';
import { Escalations } from './Escalations';
import type { TakenStep } from './orderChange';
import type { OrderTransition } from './orderLifecycle';

type Step = EscalationRule['steps'][number]['step'];

const rung = (state: PhoneCall['state']): PhoneCall => ({
  ...{ id: 'call-1', placeId: 'east', vehicleId: 'v', state, endReason: null, revision: 1 },
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

  beforeEach(() => {
    announcer = new KeptAnnouncer();
    connections = new HandMadeConnections();
    told = [];
    calls = [];
    begin = () => undefined;
    Escalations.create({
      orders: { onChanged: (listener) => void (happened = listener) },
      phones: {
        ring: async ({ connectionId }, vehicleId) => {
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
    const desk = connections.signIn('desk', null);
    inCharge = { accountId: desk.session.accountId, name: desk.session.name };
    connections.signIn('another desk', null);
  });

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

  it('rings nobody where no desk of the one in charge could be answered', () => {
    connections.close('desk');
    escalated('ring-crew');
    expect(told).toEqual([]);
    expect(announcer.named('orders:escalated')).toHaveLength(1);
  });
});
