import { ownVehicleId } from '../fleet/fleetHandlers';
import type { Handlers } from '../wire/Caller';
import type { AmbientListenings } from './AmbientListenings';
import type { Emergencies } from './Emergencies';
import type { OpenedGroups } from './OpenedGroups';
import type { PhoneCalls } from './PhoneCalls';

export interface CallsHandlersDependencies {
  opened: OpenedGroups;
  emergencies: Emergencies;
  phones: PhoneCalls;
  listenings: AmbientListenings;
}

export function callsHandlers({
  opened,
  emergencies,
  phones,
  listenings,
}: CallsHandlersDependencies): Handlers<'calls'> {
  return {
    'calls:open': ({ opening }, caller) => opened.open(caller, opening),
    'calls:change': (input, caller) => opened.change(caller, input),
    'calls:close': async ({ groupId }, caller) => {
      await opened.end(caller, groupId);
      return {};
    },
    'calls:startEmergency': ({ groupId }, caller) => emergencies.start(caller, groupId),
    'calls:endEmergency': ({ groupId }, caller) => emergencies.end(caller, groupId),
    'calls:ring': ({ vehicleId }, caller) => phones.ring(caller, vehicleId),
    'calls:answer': ({ callId }, caller) => phones.answer(caller, callId),
    'calls:refuse': ({ callId }, caller) => phones.refuse(caller, callId),
    'calls:hangUp': ({ callId }, caller) => phones.hangUp(caller, callId),
    'calls:hear': ({ callId }, caller) => phones.hear(caller, callId),
    'calls:list': (_, caller) => Promise.resolve({ calls: phones.list(caller) }),
    'calls:listenAmbient': (input, caller) => listenings.begin(caller, input),
    'calls:endAmbient': ({ listeningId }, caller) => listenings.end(caller, listeningId),
    'calls:ownListenings': async (_, caller) => ({ listenings: await listenings.ofVehicle(ownVehicleId(caller)) }),
  };
}
