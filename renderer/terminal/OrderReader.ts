import {
  answeredByPhone,
  isReceiptOpen,
  type EscalationCause,
  type EventPayload,
  type Order,
  type ParsedInput,
} from '@protocol';
import type { OutboxEntry } from './OrderOutbox';
import { crewOrders, type CrewOrder } from './orderProgress';
import type { OrderVoice } from './OrderVoice';

/** What this terminal knows of orders: the server's word, and the crew's that is still on its way there. */
export interface KnownOrders {
  readonly orders: readonly Order[];
  readonly outbox: readonly OutboxEntry[];
}

type Step = Pick<EventPayload<'orders:escalated'>, 'orderId' | 'vehicleId' | 'version'>;

interface Dependencies {
  readonly voice: Pick<OrderVoice, 'read'>;
  readonly wordsOf: (order: Order) => string;
  readonly known: {
    getState: () => KnownOrders;
    /** Told of every change; the answer ends it. */
    subscribe: (listener: () => void) => () => void;
  };
  readonly report: (reading: ParsedInput<'orders:reportReadAloud'>) => Promise<unknown>;
}

/**
 * Reads orders aloud when the rules say so, one after the other, and stops the moment that it is not needed any more:
 * somebody answered, here or on another page of the vehicle, or the centre took the order back or changed it.
 */
export class OrderReader {
  private last: Promise<unknown> = Promise.resolve();
  /** Orders that are being read or wait for it. */
  private readonly underWay = new Set<string>();

  constructor(private readonly dependencies: Dependencies) {}

  /**
   * Settles once it has been reported how it went. Of an order that the crew does not have, and of an older version,
   * nothing is read and nothing said; one that is being read is not read a second time.
   */
  async read(step: Step): Promise<void> {
    const key = `${step.orderId} ${step.version}`;
    const asked = crewOrderOf(this.dependencies.known.getState(), step);
    if (asked?.receipt.version !== step.version || this.underWay.has(key)) return;
    this.underWay.add(key);
    try {
      await this.readNow(step, asked);
    } finally {
      this.underWay.delete(key);
    }
  }

  private async readNow(step: Step, asked: CrewOrder): Promise<void> {
    const { known, voice, wordsOf, report } = this.dependencies;
    const { orderId, version } = step;
    const stopped = new AbortController();
    const begun = answerTo(asked);
    const look = (): void => {
      if (answerTo(crewOrderOf(known.getState(), step)) !== begun) stopped.abort();
    };
    if (!isAwaited(asked)) stopped.abort();
    const stopLooking = known.subscribe(look);
    const reading = this.last.then(() => voice.read(asked.order, wordsOf(asked.order), stopped.signal));
    this.last = reading.catch(() => undefined);
    const how = await reading.finally(stopLooking);
    const outcome = how === 'stopped' ? whyStopped(crewOrderOf(known.getState(), step), version) : how;
    await report({ orderId, version, outcome });
  }
}

/** Whether the crew still owes what the last step of the rules was about. */
export function isAwaited({ state, receipt }: CrewOrder): boolean {
  if (!isReceiptOpen(state)) return false;
  const cause = receipt.escalations.at(-1)?.cause;
  return cause === undefined || (awaitedIn[cause].includes(state) && !answeredByPhone(receipt, cause));
}

/**
 * Whether the last step of the rules was to read it, and nobody has heard it nor said why not: it came while this
 * terminal had no line, and the centre waits for a word of it.
 */
export function wasToBeRead(crewOrder: CrewOrder): boolean {
  const { readAloud, escalations, times } = crewOrder.receipt;
  const last = escalations.at(-1);
  const isOfThisVersion = last !== undefined && last.at >= (times.sent ?? 0);
  return isOfThisVersion && last.step === 'read-aloud' && readAloud === null && isAwaited(crewOrder);
}

const unanswered: readonly CrewOrder['state'][] = ['sent', 'delivered', 'read'];
const awaitedIn: Readonly<Record<EscalationCause, readonly CrewOrder['state'][]>> = {
  'not-delivered': unanswered,
  'not-accepted': unanswered,
  'not-arrived': [...unanswered, 'accepted', 'on-the-way'],
};

/** An order as the crew of a vehicle has it before it; null where it has not. */
export function crewOrderOf(
  { orders, outbox }: KnownOrders,
  { orderId, vehicleId }: Pick<Step, 'orderId' | 'vehicleId'>,
): CrewOrder | null {
  const order = orders.filter(({ id }) => id === orderId);
  return crewOrders(order, vehicleId, outbox)[0] ?? null;
}

/** What the crew has said so far: it changes with each of their steps, by telephone too, before the server knows of it. */
function answerTo(crewOrder: CrewOrder | null): string {
  if (crewOrder === null) return '';
  const { state, receipt } = crewOrder;
  // What the terminal says of itself is no answer.
  const pickedUp = receipt.escalations.filter(({ call }) => call?.outcome === 'answered').length;
  return `${receipt.version} ${unanswered.includes(state) ? '' : state} ${pickedUp}`;
}

function whyStopped(crewOrder: CrewOrder | null, version: number): 'answered' | 'withdrawn' {
  if (crewOrder?.receipt.version !== version) return 'withdrawn';
  return crewOrder.state === 'cancelled' || crewOrder.state === 'expired' ? 'withdrawn' : 'answered';
}
