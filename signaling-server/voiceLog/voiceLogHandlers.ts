import { RequestError } from '@protocol';
import type { Access } from '../people/Access';
import type { Kpis } from '../status/Kpis';
import type { Handlers } from '../wire/Caller';
import type { VoiceLog } from './VoiceLog';

export interface VoiceLogHandlersDependencies {
  readonly voiceLog: VoiceLog;
  readonly kpis: Pick<Kpis, 'takeReport'>;
  readonly access: Pick<Access, 'everyPlaceWith'>;
}

export function voiceLogHandlers({ voiceLog, kpis, access }: VoiceLogHandlersDependencies): Handlers<'voiceLog'> {
  return {
    'voiceLog:list': async (filter, { session }) => ({
      bursts: await voiceLog.list(filter, access.everyPlaceWith(session, 'recording.play')),
    }),
    'voiceLog:reportPlayed': async (report, caller) => {
      await voiceLog.report(caller, report);
      return {};
    },
    'voiceLog:reportMeasure': (measure, { session }) => {
      kpis.takeReport(session.id, measure);
      return Promise.resolve({});
    },
    'voiceLog:missed': async (_, { session }) => {
      if (session.vehicleId === null) throw new RequestError('forbidden', 'not signed in for a vehicle');
      return { bursts: await voiceLog.missed(session.vehicleId) };
    },
  };
}
