import type { Kysely } from 'kysely';
import { RequestError, type RequestOutput } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Refusals } from '../audit/Refusals';
import { AccountsTable } from '../people/AccountsTable';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Caller } from '../wire/Caller';
import { DevicesTable, type Device } from './DevicesTable';
import type { SignInThrottle } from './SignInThrottle';
import { hashToken, newToken } from './tokens';

export interface DevicesDependencies {
  database: Kysely<Schema>;
  places: Places;
  audit: Audit;
  refusals: Refusals;
  throttle: SignInThrottle;
  clock: () => number;
  /** In a demo an enrolment code may be used again and again. */
  codesStay: boolean;
}

/** Tablets that the centre has enrolled, each by a code of its own. */
export class Devices {
  constructor(private readonly deps: DevicesDependencies) {}

  /** Throws `unauthenticated` for an unknown or used code, `rate-limited` after many. */
  async enrol(caller: Caller, code: string): Promise<RequestOutput<'session:enrol'>> {
    const { database, audit, throttle, refusals, clock, codesStay } = this.deps;
    const action = 'session:enrol';
    const attempt = throttle.attempt(action, caller.address);
    if (attempt === null) {
      refusals.record({ caller, action, details: { reason: 'too-many' } });
      throw new RequestError('rate-limited', 'too many failures, wait a moment');
    }
    const deviceToken = newToken();
    const device = await database.transaction().execute(async (transaction) => {
      const enrolled = await new DevicesTable(transaction).enrol(hashToken(code), {
        tokenHash: hashToken(deviceToken),
        enrolledAt: clock(),
        codeStays: codesStay,
      });
      if (enrolled !== null) {
        const { id, placeId } = enrolled;
        await audit.write(transaction, { caller, action, subject: { kind: 'device', id }, placeId });
      }
      return enrolled;
    });
    if (device === null) {
      refusals.record({ caller, action, details: { reason: 'wrong' } });
      throw new RequestError('unauthenticated', 'no device waits for this code');
    }
    attempt.succeeded();
    return { deviceToken, deviceName: device.name };
  }

  /** The enrolled device of a token; throws `unauthenticated` where there is none. */
  async byToken(deviceToken: string): Promise<Device> {
    const device = await new DevicesTable(this.deps.database).byToken(hashToken(deviceToken));
    if (device === null) throw new RequestError('unauthenticated', 'this device is not enrolled');
    return device;
  }

  async choices(deviceToken: string): Promise<RequestOutput<'session:deviceChoices'>> {
    const { database, places } = this.deps;
    const device = await this.byToken(deviceToken);
    const under = places.everyPlaceUnder(device.placeId);
    const [vehicles, crew] = await Promise.all([
      new DevicesTable(database).vehiclesAt(under),
      new AccountsTable(database).crewAt([...new Set([...under, ...places.lineage(device.placeId)])]),
    ]);
    return {
      deviceName: device.name,
      vehicles: vehicles.map(({ id, plate, placeId }) => ({ id, plate, placeName: places.place(placeId)?.name ?? '' })),
      crew: crew.map(({ login, name }) => ({ account: login, name })),
    };
  }
}
