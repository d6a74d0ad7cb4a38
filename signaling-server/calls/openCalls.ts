import type { TalkGroups } from '../voice/TalkGroups';
import { AmbientListenings, type AmbientListeningsDependencies } from './AmbientListenings';
import { AreaWatch } from './AreaWatch';
import type { CallsHandlersDependencies } from './callsHandlers';
import { Emergencies, type EmergenciesDependencies } from './Emergencies';
import { OpenedGroups, type OpenedGroupsDependencies } from './OpenedGroups';
import { PhoneCalls, type PhoneCallsDependencies } from './PhoneCalls';
import { PhoneLegs, type PhoneLegsDependencies } from './PhoneLegs';
import { Speakers } from './Speakers';

export type CallsDependencies = Omit<OpenedGroupsDependencies, 'groups'> &
  Omit<EmergenciesDependencies, 'groups'> &
  Omit<PhoneCallsDependencies, 'legs' | 'speakers'> &
  Omit<AmbientListeningsDependencies, 'clients'> &
  Omit<PhoneLegsDependencies, 'talkers' | 'speakers'> & { groups: TalkGroups };

/** Everything of calls, with what was open before the server started opened again. */
export interface Calls extends CallsHandlersDependencies {
  /** The sound of phone calls, to be recorded. */
  readonly legs: PhoneLegs;
  close(): Promise<void>;
}

export async function openCalls(dependencies: CallsDependencies): Promise<Calls> {
  const { groups, media, log } = dependencies;
  const speakers = Speakers.follow(groups);
  // Groups first: an emergency may run in one that is opened again.
  const opened = await OpenedGroups.create(dependencies);
  const emergencies = await Emergencies.create(dependencies);
  const legs = PhoneLegs.create({ ...dependencies, talkers: groups.talkers, speakers });
  const phones = await PhoneCalls.create({ ...dependencies, legs, speakers });
  const listenings = await AmbientListenings.create({ ...dependencies, clients: media.clients });
  const areas = AreaWatch.create({ opened, log });
  return {
    ...{ opened, emergencies, legs, phones, listenings },
    close: async () => {
      areas.close();
      await Promise.all([opened.close(), emergencies.close(), phones.close(), listenings.close()]);
      await legs.close();
    },
  };
}
