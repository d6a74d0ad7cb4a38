import { pino, type Logger } from 'pino';

/** The log: JSON lines on standard output, in which no secret is written even by mistake. */
export function createLog(level: string): Logger {
  const secrets = ['token', 'password', 'oldPassword', 'newPassword', 'pin', 'deviceToken', 'secret', 'authorization'];
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    // An enrolment code only where it stands by itself: one level down, `code` says what went wrong.
    redact: ['code', ...secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`])],
  });
}
