import { RequestError } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Access } from '../people/Access';
import type { Handlers, SignedInCaller } from '../wire/Caller';
import type { AlarmAct, AlarmFact, Alarms } from './Alarms';
import type { SosAnswer } from './SosAnswer';
import { defaultThresholds, type Thresholds } from './Thresholds';

export interface AlarmsHandlersDependencies {
  alarms: Alarms;
  thresholds: Thresholds;
  sosAnswer: SosAnswer;
  fleet: Pick<Fleet, 'vehicle'>;
  access: Pick<Access, 'may'>;
  clock: () => number;
}

/** A device's own time further ahead than this is no time that anything can have happened at. */
const CLOCK_AHEAD_MS = 5 * 60_000;
/** So long a call for help may have waited for a line; a clock that is further back is wrong. */
const LONGEST_WAY_MS = 24 * 3_600_000;

export function alarmsHandlers(deps: AlarmsHandlersDependencies): Handlers<'alarms'> {
  const { alarms, thresholds, sosAnswer, fleet, access, clock } = deps;
  const act = (caller: SignedInCaller, alarmId: string, event: AlarmAct, note: string | null = null) =>
    alarms.act(caller, alarmId, event, note);
  return {
    'alarms:list': async (_, { session }) => ({
      alarms: (await alarms.list()).filter(({ vehicleId, placeId }) =>
        access.may(session, 'alarms.view', [
          vehicleId === null ? { kind: 'place', id: placeId } : { kind: 'vehicle', id: vehicleId },
        ]),
      ),
    }),
    'alarms:raiseSos': async ({ clientKey, pressedAt, position }, caller) => {
      const vehicle = fleet.vehicle(caller.session.vehicleId ?? '');
      if (vehicle === null) throw new RequestError('not-found', 'there is no such vehicle');
      const now = clock();
      if (pressedAt > now + CLOCK_AHEAD_MS) throw new RequestError('invalid-input', 'pressedAt lies in the future');
      const fix = vehicle.position;
      const { longitude, latitude } = position ?? fix ?? { longitude: null, latitude: null };
      const fact: AlarmFact = {
        kind: 'sos',
        placeId: vehicle.placeId,
        vehicleId: vehicle.id,
        cameraId: null,
        details: { plate: vehicle.plate, crew: vehicle.crew.join('、'), pressedAt },
        position:
          longitude === null || latitude === null
            ? null
            : { longitude, latitude, at: position === null ? (fix?.at ?? now) : now },
      };
      const heldFor = Math.max(pressedAt, now - LONGEST_WAY_MS);
      const alarm = await alarms.raiseByCrew(caller, clientKey, fact, heldFor);
      await sosAnswer.open(caller, alarm);
      return alarm;
    },
    'alarms:undoSos': async ({ alarmId }, caller) => {
      const alarm = await act(caller, alarmId, { name: 'undo' });
      await sosAnswer.close(caller, alarm);
      return alarm;
    },
    'alarms:own': (_, { session }) =>
      Promise.resolve({
        alarm: alarms.open().find(({ kind, vehicleId }) => kind === 'sos' && vehicleId === session.vehicleId) ?? null,
      }),
    'alarms:attend': ({ alarmId }, caller) => act(caller, alarmId, { name: 'attend', by: caller.session.accountId }),
    'alarms:release': ({ alarmId }, caller) => act(caller, alarmId, { name: 'release', by: caller.session.accountId }),
    'alarms:park': ({ alarmId, until, reason }, caller) => {
      if (until <= clock()) throw new RequestError('invalid-input', 'until lies in the past');
      return act(caller, alarmId, { name: 'park', by: caller.session.accountId, until }, reason);
    },
    'alarms:complete': async ({ alarmId, result }, caller) => {
      const alarm = await act(caller, alarmId, { name: 'complete', by: caller.session.accountId }, result);
      await sosAnswer.close(caller, alarm);
      return alarm;
    },
    'alarms:thresholds': ({ placeId }) => Promise.resolve({ ...thresholds.of(placeId), defaults: defaultThresholds }),
    'alarms:saveThresholds': async ({ placeId, thresholds: wanted }, caller) => {
      await thresholds.save(caller, placeId, wanted);
      alarms.patienceChanged();
      return {};
    },
  };
}
