import type { Kysely, Selectable } from 'kysely';
import type { PhoneCall } from '@protocol';
import type { Schema } from '../persistence/schema';

type Row = Selectable<Schema['phoneCalls']>;

export class PhoneCallsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(call: PhoneCall, callerAccountId: string): Promise<void> {
    await this.database
      .insertInto('phoneCalls')
      .values({ ...rowOf(call), callerAccountId })
      .execute();
  }

  async change(call: PhoneCall): Promise<void> {
    const { calleeName, calleeAccountId, state, endReason, answeredAt, endedAt, revision } = rowOf(call);
    await this.database
      .updateTable('phoneCalls')
      .set({ calleeName, calleeAccountId, state, endReason, answeredAt, endedAt, revision })
      .where('id', '=', call.id)
      .execute();
  }

  /** What a dead server left ringing or running. */
  async leftOpen(): Promise<PhoneCall[]> {
    const rows = await this.database.selectFrom('phoneCalls').selectAll().where('endedAt', 'is', null).execute();
    return rows.map(callOf);
  }
}

function rowOf({ caller, callee, ...call }: PhoneCall): Omit<Row, 'callerAccountId'> {
  return {
    ...call,
    callerName: caller.name,
    callerVehicleId: caller.vehicleId,
    calleeName: callee.name,
    calleeVehicleId: callee.vehicleId,
    calleeAccountId: callee.accountId,
  };
}

function callOf(row: Row): PhoneCall {
  const { callerName, callerVehicleId, callerAccountId, calleeName, calleeVehicleId, calleeAccountId, ...call } = row;
  return {
    ...call,
    caller: { name: callerName, vehicleId: callerVehicleId, accountId: callerAccountId },
    callee: { name: calleeName, vehicleId: calleeVehicleId, accountId: calleeAccountId },
  };
}
