import type { Kysely } from 'kysely';
import type { BurstEndReason, PhoneCall, PhoneEndReason } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed, FeedFact } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import { BurstsTable, type BurstRow } from '../voice/BurstsTable';
import type { SignedInCaller } from '../wire/Caller';
import { PhoneCallsTable } from './PhoneCallsTable';
import { legIdOf, type Side } from './PhoneLegs';

export interface PhoneLogDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
  feed: Pick<Feed, 'addAll'>;
  fleet: Pick<Fleet, 'vehicle'>;
}

/** How the words of a party are said to have ended, in the voice log. */
const burstEndOf: Readonly<Partial<Record<PhoneEndReason, BurstEndReason>>> = {
  'hung-up': 'released',
  'connection-lost': 'connection-lost',
  'no-permission': 'no-permission',
  'server-restarted': 'server-restarted',
};

/**
 * The record of phone calls: the call, its audit row and, from the answer on, one burst for what each party says are
 * written together, so that both legs are found in the voice log.
 */
export class PhoneLog {
  /** The bursts of the calls that run. */
  readonly #legs = new Map<string, Readonly<Record<Side, string>>>();

  constructor(private readonly dependencies: PhoneLogDependencies) {}

  async ring(caller: SignedInCaller, call: PhoneCall): Promise<void> {
    await this.#write(caller, 'calls.ring', call, (transaction) =>
      new PhoneCallsTable(transaction).add(call, caller.session.accountId),
    );
  }

  /** `legs` are the ids of the two bursts. */
  async answer(caller: SignedInCaller, call: PhoneCall, legs: Readonly<Record<Side, string>>): Promise<void> {
    this.#legs.set(call.id, legs);
    await this.#write(caller, 'calls.answer', call, async (transaction) => {
      await new PhoneCallsTable(transaction).change(call);
      for (const side of ['caller', 'callee'] as const) {
        const burst = this.#burstOf(call, side, legs[side]);
        await new BurstsTable(transaction).begin(burst, this.#positionOf(burst.vehicleId));
      }
    });
  }

  async refuse(caller: SignedInCaller, call: PhoneCall): Promise<void> {
    await this.#write(caller, 'calls.refuse', call, () => Promise.resolve());
  }

  /** `caller` is null where nobody asked for the end. */
  async end(caller: SignedInCaller | null, call: PhoneCall, action: string): Promise<void> {
    const legs = this.#legs.get(call.id);
    this.#legs.delete(call.id);
    const end = {
      endedAt: call.endedAt ?? call.startedAt,
      reason: burstEndOf[call.endReason ?? 'hung-up'] ?? 'call-closed',
    };
    await this.#write(caller, action, call, async (transaction) => {
      await new PhoneCallsTable(transaction).change(call);
      for (const burstId of legs ? [legs.caller, legs.callee] : []) {
        await new BurstsTable(transaction).end(burstId, end);
      }
    });
  }

  /** What a dead server left ringing or running. The bursts of its legs are ended with all others that it left. */
  async endLeftOpen(endedAt: number): Promise<void> {
    for (const call of await new PhoneCallsTable(this.dependencies.database).leftOpen()) {
      const revision = Math.max(call.revision + 1, endedAt);
      await this.end(null, { ...call, state: 'ended', endReason: 'server-restarted', endedAt, revision }, 'calls.end');
    }
  }

  async #write(
    caller: SignedInCaller | null,
    action: string,
    call: PhoneCall,
    change: (transaction: Kysely<Schema>) => Promise<void>,
  ): Promise<void> {
    const { database, audit, feed } = this.dependencies;
    const tell = await database.transaction().execute(async (transaction) => {
      await change(transaction);
      await audit.write(transaction, {
        ...{ caller, action, subject: { kind: 'call', id: call.id }, placeId: call.placeId },
        details: {
          ...{ vehicle: call.vehicleId, from: call.caller.name, to: call.callee.name },
          ...(call.endReason === null ? {} : { reason: call.endReason }),
        },
      });
      return await feed.addAll(transaction, call.state === 'ended' ? [this.#factOf(call)] : []);
    });
    tell();
  }

  #burstOf(call: PhoneCall, side: Side, burstId: string): BurstRow {
    const { name, accountId, vehicleId } = call[side];
    return {
      id: burstId,
      groupId: legIdOf(call.id, side),
      groupName: this.#plateOf(call),
      placeId: call.placeId,
      speakerName: name,
      accountId: accountId ?? '',
      vehicleId,
      startedAt: call.answeredAt ?? call.startedAt,
    };
  }

  #positionOf(vehicleId: string | null): { longitude: number; latitude: number; at: number } | null {
    const position = vehicleId === null ? null : this.dependencies.fleet.vehicle(vehicleId)?.position;
    return position ? { longitude: position.longitude, latitude: position.latitude, at: position.at } : null;
  }

  #plateOf({ vehicleId }: PhoneCall): string {
    return this.dependencies.fleet.vehicle(vehicleId)?.plate ?? vehicleId;
  }

  /** A call that was answered is told with the name of the desk, one that was not with who called. */
  #factOf(call: PhoneCall): FeedFact {
    const { vehicleId, placeId, answeredAt, endedAt, caller, callee } = call;
    const details = { plate: this.#plateOf(call), speaker: caller.name };
    if (answeredAt === null || endedAt === null) return { kind: 'phone-call-missed', placeId, vehicleId, details };
    const desk = caller.vehicleId === null ? caller : callee;
    const seconds = Math.round((endedAt - answeredAt) / 100) / 10;
    return { kind: 'phone-call', placeId, vehicleId, details: { ...details, speaker: desk.name, seconds } };
  }
}
