import { createHash, randomBytes } from 'node:crypto';

/** A secret of 256 random bits, for a session or an enrolled device. Only its hash is kept. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token or an enrolment code. A fast hash is enough for what nobody can guess. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
