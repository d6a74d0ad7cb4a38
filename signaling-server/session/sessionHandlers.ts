import { permissionsOfRole, RequestError } from '@protocol';
import type { Connections } from '../wire/Connections';
import type { Handlers } from '../wire/Caller';
import type { Devices } from './Devices';
import { describeSession, type Sessions } from './Sessions';
import type { LiveSession } from './LiveSession';
import type { SignIn } from './SignIn';

export interface SessionHandlersDependencies {
  sessions: Sessions;
  signIn: SignIn;
  devices: Devices;
  connections: Connections;
  clock: () => number;
}

export function sessionHandlers(deps: SessionHandlersDependencies): Handlers<'session'> {
  const { sessions, signIn, devices, connections, clock } = deps;
  const standBehind = (connectionId: string) => (session: LiveSession) => connections.signIn(connectionId, session);
  const describe = ({ session, token }: { session: LiveSession; token: string }) =>
    describeSession(session, token, [...new Set(session.accountGrants.flatMap(({ role }) => permissionsOfRole[role]))]);
  return {
    'session:signIn': async ({ account, password }, caller) =>
      describe(await signIn.withPassword(caller, account, password, standBehind(caller.connectionId))),
    'session:resume': ({ token }, caller) => {
      const session = sessions.byToken(token);
      if (session === null) return Promise.reject(new RequestError('unauthenticated', 'this session is over'));
      connections.signIn(caller.connectionId, session);
      return Promise.resolve(describe({ session, token }));
    },
    'session:enrol': async ({ code }, caller) => await devices.enrol(caller, code),
    'session:deviceChoices': async ({ deviceToken }) => await devices.choices(deviceToken),
    'session:signInCrew': async ({ account: login, ...input }, caller) =>
      describe(await signIn.withPin(caller, { ...input, login }, standBehind(caller.connectionId))),
    'session:changePassword': async ({ oldPassword, newPassword }, caller) => {
      await signIn.changePassword(caller, oldPassword, newPassword);
      return {};
    },
    'session:signOut': async (_, caller) => {
      const session = sessions.byId(caller.session.id);
      if (session !== null) await sessions.end([session], 'signed-out', caller, 'session:signOut');
      return {};
    },
    'session:revoke': async ({ sessionId }, caller) => {
      const session = sessions.byId(sessionId);
      if (session !== null) await sessions.end([session], 'revoked', caller, 'session:revoke');
      return {};
    },
    'session:time': () => Promise.resolve({ serverTime: clock() }),
  };
}
