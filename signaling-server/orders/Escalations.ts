import type { Logger } from 'pino';
import type { Order, Receipt } from '@protocol';
import type { PhoneCalls } from '../calls/PhoneCalls';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import type { Orders } from './Orders';

export interface EscalationsDependencies {
  orders: Pick<Orders, 'onChanged'>;
  phones: Pick<PhoneCalls, 'ring' | 'hangUp' | 'list'>;
  connections: Pick<Connections, 'all'>;
  announcer: Pick<Announcer, 'announce' | 'tell'>;
  log: Logger;
}

/** Carries out the steps of the rules once they are on record, and stops the moment a person answers. */
export class Escalations {
  /** Calls that ring because of an order, by order and vehicle. */
  readonly #ringing = new Map<string, { readonly caller: SignedInCaller; readonly callId: string }>();
  /** Receipts of which nobody has answered since their crew was to be rung. */
  readonly #unanswered = new Set<string>();

  private constructor(private readonly dependencies: EscalationsDependencies) {}

  static create(dependencies: EscalationsDependencies): Escalations {
    const escalations = new Escalations(dependencies);
    dependencies.orders.onChanged((order, steps) => {
      for (const { receipt, transition } of steps) {
        if (transition === 'escalated') escalations.#carryOut(order, receipt);
        // What a terminal says of itself is no person's answer.
        else if (transition !== 'delivered' && transition !== 'read') escalations.#stopRinging(order, receipt);
      }
    });
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

  /** Rings as if the one in charge had; without a console of his there is nobody whom the crew could answer. */
  async #ring(order: Order, vehicleId: string): Promise<void> {
    const { announcer, connections, phones, log } = this.dependencies;
    const caller = connections
      .all()
      .find(
        ({ session }) => session !== null && session.vehicleId === null && session.accountId === order.owner.accountId,
      );
    if (caller?.session == null) return;
    const signedIn = { ...caller, session: caller.session };
    const key = keyOf(order, vehicleId);
    this.#unanswered.add(key);
    try {
      const call = await phones.ring(signedIn, vehicleId);
      const rung = { orderId: order.id, vehicleId, callId: call.id };
      announcer.tell(signedIn.connectionId, 'orders:crewRung', rung);
      if (call.state !== 'ringing') return;
      this.#ringing.set(key, { caller: signedIn, callId: call.id });
      // Somebody may have answered while the call was being put on record.
      if (!this.#unanswered.has(key)) this.#hangUp(key);
    } catch (error) {
      log.info({ orderId: order.id, vehicleId, err: error }, 'the crew could not be rung because of an order');
    }
  }

  #stopRinging(order: Order, { vehicleId }: Receipt): void {
    const key = keyOf(order, vehicleId);
    this.#unanswered.delete(key);
    this.#hangUp(key);
  }

  #hangUp(key: string): void {
    const ringing = this.#ringing.get(key);
    this.#ringing.delete(key);
    if (ringing === undefined) return;
    const { phones } = this.dependencies;
    const { caller, callId } = ringing;
    // One who answered the call talks on: it rings no more, and what is said is theirs to end.
    if (!phones.list(caller).some(({ id, state }) => id === callId && state === 'ringing')) return;
    phones.hangUp(caller, callId).catch(() => undefined);
  }
}

function keyOf({ id }: Order, vehicleId: string): string {
  return `${id} ${vehicleId}`;
}
