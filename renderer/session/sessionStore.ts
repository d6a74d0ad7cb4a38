import { RequestError, type Permission, type SignedIn } from '@protocol';
import { create } from 'zustand';
import { connection, on, request } from '../wire/pageConnection';

export type Page = 'console' | 'vehicle' | 'review';
type EndReason = 'signed-out' | 'expired' | 'revoked' | 'signed-in-elsewhere' | 'server-stopping';

interface SessionState {
  /** `unknown` until the server has said whether the kept token still stands. */
  readonly phase: 'unknown' | 'signed-out' | 'signed-in';
  readonly signedIn: SignedIn | null;
  /** Why the last session ended, if it did not end by this person's own wish. */
  readonly endReason: EndReason | null;
}

export const useSession = create<SessionState>(() => ({ phase: 'unknown', signedIn: null, endReason: null }));

let page: Page = 'console';
const tokenKey = (ofPage: Page): string => `zhiqin.token.${ofPage}`;

/**
 * Opens the line for this page and comes back as who it was. Each page keeps its own token, so that a terminal and a
 * console in one browser are two sessions.
 */
export function startSession(ofPage: Page): void {
  page = ofPage;
  if (localStorage.getItem(tokenKey(page)) === null) useSession.setState({ phase: 'signed-out' });
  on('session:ended', ({ reason }) => {
    // A stopping server will know the token again when it is back.
    if (reason === 'server-stopping') return;
    // Expiry never stops a running burst or an acknowledgement on a tablet: the terminal leaves when it has finished.
    if (reason === 'expired' && page === 'vehicle') {
      useSession.setState({ endReason: reason });
      return;
    }
    forget(reason === 'signed-out' ? null : reason);
  });
  connection.open({ token: () => localStorage.getItem(tokenKey(page)), resume });
}

async function resume(): Promise<boolean> {
  const token = localStorage.getItem(tokenKey(page));
  if (token === null) {
    useSession.setState({ phase: 'signed-out', signedIn: null });
    return false;
  }
  try {
    keep(await request('session:resume', { token }));
    return true;
  } catch (error) {
    if (error instanceof RequestError && (error.code === 'unauthenticated' || error.code === 'not-found')) {
      forget('expired');
      return false;
    }
    throw error;
  }
}

/** Throws RequestError: `unauthenticated` for a wrong pair, `rate-limited` after several. */
export async function signIn(account: string, password: string): Promise<void> {
  adopt(await request('session:signIn', { account, password }));
}

/** Takes a session that another sign-in (a crew's PIN) has made. */
export function adopt(signedIn: SignedIn): void {
  keep(signedIn);
  connection.signedIn();
}

/** Throws RequestError: `forbidden` or `unauthenticated` where the old password is wrong. */
export async function changePassword(oldPassword: string, newPassword: string): Promise<void> {
  await request('session:changePassword', { oldPassword, newPassword });
  useSession.setState((before) => ({
    signedIn: before.signedIn === null ? null : { ...before.signedIn, mustChangePassword: false },
  }));
}

/** Signs out here even where the server cannot be told. */
export async function signOut(): Promise<void> {
  try {
    await request('session:signOut', {});
  } catch {
    // The token is forgotten all the same; the session expires on the server by itself.
  }
  forget(null);
}

/** Lets another page of this browser begin as the same person. */
export function lendTokenTo(other: Page): void {
  const token = localStorage.getItem(tokenKey(page));
  if (token !== null) localStorage.setItem(tokenKey(other), token);
}

/** Whether the person holds a permission anywhere; the server decides about each place. */
export function usePermission(permission: Permission): boolean {
  return useSession(({ signedIn }) => signedIn?.permissions.includes(permission) ?? false);
}

/** The same for what is not a component. */
export function holdsPermission(permission: Permission): boolean {
  return useSession.getState().signedIn?.permissions.includes(permission) ?? false;
}

/** For requests over HTTP. */
export function bearer(): Record<string, string> {
  const token = useSession.getState().signedIn?.token;
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function keep(signedIn: SignedIn): void {
  localStorage.setItem(tokenKey(page), signedIn.token);
  useSession.setState({ phase: 'signed-in', signedIn, endReason: null });
}

function forget(endReason: EndReason | null): void {
  localStorage.removeItem(tokenKey(page));
  connection.signedOut();
  useSession.setState({ phase: 'signed-out', signedIn: null, endReason });
}
