import { z } from 'zod';
import { event, id, moment, nothing, request, touchesNothing } from './contract';
import { grant, permissions } from './people';

/** What a page knows about who it is. `token` is the secret that resumes the session; it is never logged. */
export const signedIn = z.object({
  sessionId: id,
  token: z.string(),
  expiresAt: moment,
  person: z.object({ id, name: z.string() }),
  grants: z.array(grant),
  permissions: z.array(z.enum(permissions)),
  /** Set on a vehicle terminal. */
  vehicleId: id.nullable(),
  mustChangePassword: z.boolean(),
});
export type SignedIn = z.infer<typeof signedIn>;

const secret = z.string().min(1).max(200);

/** Why a session ended, told to its pages before they are cut off. */
export const sessionEndReason = z.enum(['signed-out', 'expired', 'revoked', 'signed-in-elsewhere', 'server-stopping']);

export const sessionRequests = {
  'session:signIn': request({
    input: z.object({ account: z.string().min(1).max(100), password: secret }).strict(),
    output: signedIn,
    permission: 'anyone',
    touches: touchesNothing,
  }),
  /** A reconnecting or reloaded page comes back as who it was. */
  'session:resume': request({
    input: z.object({ token: secret }).strict(),
    output: signedIn,
    permission: 'anyone',
    touches: touchesNothing,
  }),
  /** A tablet becomes an enrolled device by a code that the centre gave out; the device token stays on the tablet. */
  'session:enrol': request({
    input: z.object({ code: secret }).strict(),
    output: z.object({ deviceToken: z.string(), deviceName: z.string() }),
    permission: 'anyone',
    touches: touchesNothing,
  }),
  /** What the sign-in page of an enrolled tablet offers: the vehicles and crew of the device's place. */
  'session:deviceChoices': request({
    input: z.object({ deviceToken: secret }).strict(),
    output: z.object({
      deviceName: z.string(),
      vehicles: z.array(z.object({ id, plate: z.string(), placeName: z.string() })),
      crew: z.array(z.object({ account: z.string(), name: z.string() })),
    }),
    permission: 'anyone',
    touches: touchesNothing,
  }),
  'session:signInCrew': request({
    input: z.object({ deviceToken: secret, account: z.string().min(1).max(100), pin: secret, vehicleId: id }).strict(),
    output: signedIn,
    permission: 'anyone',
    touches: touchesNothing,
  }),
  'session:changePassword': request({
    input: z.object({ oldPassword: secret, newPassword: z.string().min(10).max(200) }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: touchesNothing,
  }),
  'session:signOut': request({
    input: nothing,
    output: nothing,
    permission: 'signed-in',
    touches: touchesNothing,
    afterExpiry: true,
  }),
  'session:revoke': request({
    input: z.object({ sessionId: id }).strict(),
    output: nothing,
    permission: 'sessions.revoke',
    touches: ({ sessionId }) => [{ kind: 'session', id: sessionId }],
  }),
  /** Server time, for the clock on every page and its offset from the device's own. */
  'session:time': request({
    input: nothing,
    output: z.object({ serverTime: moment }),
    permission: 'anyone',
    touches: touchesNothing,
  }),
} as const;

export const sessionEvents = {
  /** To the session concerned only. */
  'session:ended': event({
    payload: z.object({ sessionId: id, reason: sessionEndReason }),
    permission: 'signed-in',
    touches: ({ sessionId }) => [{ kind: 'session', id: sessionId }],
  }),
} as const;
