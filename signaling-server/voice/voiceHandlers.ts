import type { Access } from '../people/Access';
import type { Handlers } from '../wire/Caller';
import type { TalkGroups } from './TalkGroups';

export function voiceHandlers({ groups, access }: { groups: TalkGroups; access: Access }): Handlers<'voice'> {
  return {
    'voice:list': (_, { session }) =>
      Promise.resolve({
        groups: groups.groups().filter(({ id }) => access.may(session, 'voice.listen', [{ kind: 'group', id }])),
      }),
    'voice:publish': async (input, caller) => ({ producerId: await groups.talkers.publish(caller, input) }),
    'voice:ingest': (input, caller) => groups.talkers.ingest(caller, input),
    'voice:join': ({ groupId }, caller) => groups.join(caller, groupId),
    'voice:requestFloor': (input, caller) => groups.requestFloor(caller, input),
    'voice:takeFloor': ({ groupId, burstId }, caller) => {
      groups.takeFloor(caller, groupId, burstId);
      return Promise.resolve({});
    },
    'voice:holdFloor': ({ groupId, burstId, roundTripMs }, caller) => {
      groups.holdFloor(caller, groupId, burstId);
      if (roundTripMs !== undefined) groups.talkers.noteRoundTrip(caller.connectionId, roundTripMs);
      return Promise.resolve({});
    },
    'voice:cancelRequest': ({ groupId }, caller) => {
      groups.cancelRequest(caller, groupId);
      return Promise.resolve({});
    },
    'voice:settings': (_, { session }) =>
      Promise.resolve({
        groups: groups
          .groups()
          .filter(({ id }) => access.may(session, 'voice.configure', [{ kind: 'group', id }]))
          .map(({ id, name, kind, placeId, settings }) => ({ id, name, kind, placeId, settings })),
      }),
    'voice:configure': (input, caller) => groups.configure(caller, input),
    'voice:releaseFloor': async ({ groupId, burstId }, caller) => {
      await groups.releaseFloor(caller, groupId, burstId);
      return {};
    },
  };
}
