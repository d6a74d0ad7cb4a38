import type { Logger } from 'pino';
import { RequestError, type CrewCallOutcome, type Order, type PhoneCall, type Receipt } from '@protocol';
import type { PhoneCalls } from '../calls/PhoneCalls';
import type { Access } from '../people/Access';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import type { Orders } from './Orders';
import type { OrderWatch } from './OrderWatch';

export interface EscalationsDependencies {
  orders: Pick<Orders, 'onChanged' | 'open'> & { readonly watch: Pick<OrderWatch, 'called'> };
  phones: Pick<PhoneCalls, 'ring' | 'hangUp' | 'list' | 'onChanged'>;
  access: Pick<Access, 'may'>;
  connections: Pick<Connections, 'all'>;
  announcer: Pick<Announcer, 'announce' | 'tell'>;
  log: Logger;
}

/** A call that rings because of an order. */
interface Ring {
  readonly key: string;
  readonly orderId: string;
  readonly vehicleId: string;
  readonly caller: SignedInCaller;
  readonly callId: string;
}

/** Carries out the steps of the rules once they are on record, says what became of them, and stops at an answer. */
export class Escalations {
  /** By the id of the call, until that is over. */
  readonly #rings = new Map<string, Ring>();
  /** Receipts of which nobody has answered since their crew was to be rung. */
  readonly #unanswered = new Set<string>();

  private constructor(private readonly dependencies: EscalationsDependencies) {}

  static create(dependencies: EscalationsDependencies): Escalations {
    const escalations = new Escalations(dependencies);
    const { orders, phones } = dependencies;
    orders.onChanged((order, steps) => {
      for (const { receipt, transition } of steps) {
        if (transition === 'escalated') escalations.#carryOut(order, receipt);
        else if (isAnswer(transition)) escalations.#stopRinging(order, receipt);
      }
    });
    phones.onChanged((call) => escalations.#callChanged(call));
    // A call does not outlive its server: of one that the last server made nothing more will be heard.
    for (const { id, receipts } of orders.open()) {
      for (const receipt of receipts.filter(isRung)) {
        orders.watch.called(id, receipt.vehicleId, { outcome: 'interrupted', name: null });
      }
    }
    return escalations;
  }

  #carryOut(order: Order, receipt: Receipt): void {
    const step = receipt.escalations.at(-1)?.step;
    if (step === undefined) return;
    const { vehicleId, version } = receipt;
    // The terminal sounds or reads, consoles show what was suggested and whom it concerns.
    this.dependencies.announcer.announce('orders:escalated', { orderId: order.id, vehicleId, version, step });
    if (step === 'ring-crew') void this.#ring(order, vehicleId);
  }

  /**
   * Rings as if the one in charge had; where he has no desk that could ring, from that of another who is in charge of
   * the vehicle. Without any there is nobody whom the crew could answer, and that is said.
   */
  async #ring({ id: orderId, owner }: Order, vehicleId: string): Promise<void> {
    const { announcer, phones, log } = this.dependencies;
    const key = keyOf(orderId, vehicleId);
    this.#unanswered.add(key);
    let outcome: CrewCallOutcome = 'no-desk';
    for (const caller of this.#desksFor(owner.accountId, vehicleId)) {
      if (!this.#unanswered.has(key)) {
        outcome = 'stopped';
        break;
      }
      try {
        const call = await phones.ring(caller, vehicleId);
        announcer.tell(caller.connectionId, 'orders:crewRung', { orderId, vehicleId, callId: call.id });
        const ring = { key, orderId, vehicleId, caller, callId: call.id };
        if (call.state === 'ended') return this.#report(ring, outcomeOf(call, true));
        this.#rings.set(call.id, ring);
        // Somebody may have answered while the call was being put on record.
        if (!this.#unanswered.has(key)) this.#hangUp(ring);
        return;
      } catch (error) {
        log.info({ orderId, vehicleId, err: error }, 'the crew could not be rung because of an order');
        const isBusy = error instanceof RequestError && (error.code === 'conflict' || error.code === 'rate-limited');
        outcome = isBusy ? 'desk-busy' : 'failed';
        if (!isBusy) break;
      }
    }
    this.#report({ orderId, vehicleId, caller: null }, outcome);
  }

  /** Where the crew could be rung from: those of the one in charge of the order come first. */
  #desksFor(accountId: string, vehicleId: string): SignedInCaller[] {
    const { access, connections } = this.dependencies;
    const subjects = [{ kind: 'vehicle' as const, id: vehicleId }];
    const desks = connections
      .all()
      .flatMap(({ session, ...caller }) => (session === null ? [] : [{ ...caller, session }]))
      .filter(({ session }) => session.vehicleId === null)
      .filter(({ session }) => access.may(session, 'orders.send', subjects))
      .filter(({ session }) => access.may(session, 'calls.open', subjects));
    const isHis = ({ session }: SignedInCaller): boolean => session.accountId === accountId;
    return [...desks.filter(isHis), ...desks.filter((desk) => !isHis(desk))];
  }

  /** Whoever picks up has answered, by whichever call. */
  #callChanged(call: PhoneCall): void {
    const ring = this.#rings.get(call.id);
    if (ring === undefined || call.state === 'ringing') return;
    this.#rings.delete(call.id);
    this.#report(ring, outcomeOf(call, this.#unanswered.has(ring.key)));
  }

  #report(
    { orderId, vehicleId, caller }: Pick<Ring, 'orderId' | 'vehicleId'> & { readonly caller: SignedInCaller | null },
    outcome: CrewCallOutcome,
  ): void {
    this.dependencies.orders.watch.called(orderId, vehicleId, { outcome, name: caller?.session.name ?? null });
  }

  #stopRinging({ id }: Order, { vehicleId }: Receipt): void {
    const key = keyOf(id, vehicleId);
    this.#unanswered.delete(key);
    [...this.#rings.values()].filter((ring) => ring.key === key).forEach((ring) => this.#hangUp(ring));
  }

  #hangUp({ caller, callId }: Ring): void {
    const { phones } = this.dependencies;
    // One who answered the call talks on: it rings no more, and what is said is theirs to end.
    if (!phones.list(caller).some(({ id, state }) => id === callId && state === 'ringing')) return;
    phones.hangUp(caller, callId).catch(() => undefined);
  }
}

/** What a terminal says of itself is no person's answer, and what became of a call is told of that call. */
function isAnswer(transition: string): boolean {
  return !['delivered', 'read', 'call-answered', 'call-failed'].includes(transition);
}

/** Whether its crew was rung, and it is not known what became of that. */
function isRung({ escalations, times: { sent = 0 } }: Receipt): boolean {
  return escalations.some(({ step, call, at }) => step === 'ring-crew' && call === undefined && at >= sent);
}

/** `isAwaited` is false where the order was answered, or taken back, while it rang. */
function outcomeOf({ state, endReason }: PhoneCall, isAwaited: boolean): CrewCallOutcome {
  if (state === 'talking') return 'answered';
  switch (endReason) {
    case 'hung-up':
      return isAwaited ? 'hung-up' : 'stopped';
    case 'server-restarted':
      return 'interrupted';
    case 'refused':
    case 'no-answer':
    case 'busy':
    case 'not-reachable':
      return endReason;
    default:
      return 'failed';
  }
}

function keyOf(orderId: string, vehicleId: string): string {
  return `${orderId} ${vehicleId}`;
}
