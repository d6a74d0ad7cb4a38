import { pino, type Logger } from 'pino';

/** The log: JSON lines on standard output, in which no secret is written even by mistake. */
export function createLog(level: string): Logger {
  const secrets = [
    'token',
    'password',
    'oldPassword',
    'newPassword',
    'pin',
    'code',
    'deviceToken',
    'secret',
    'authorization',
  ];
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
  });
}
