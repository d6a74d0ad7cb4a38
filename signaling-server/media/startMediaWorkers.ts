import type { Logger } from 'pino';
import { ConfigError, type Config } from '../config';
import { MediaWorkers } from './MediaWorkers';

/** Starts as many media workers as are wanted. Throws a ConfigError that names the variable in the way. */
export async function startMediaWorkers(
  { mediaWorkers: count, mediaPort, ingestPorts, host, announcedAddress }: Config,
  log: Logger,
): Promise<MediaWorkers> {
  const ip = host === 'localhost' ? '127.0.0.1' : host;
  try {
    return await MediaWorkers.create({
      count,
      listen: { ip, announcedAddress, firstPort: mediaPort, ingestPorts },
      log,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/address already in use|EADDRINUSE/i.test(reason)) {
      throw new ConfigError(
        `MEDIA_PORT is ${mediaPort}, and one of the ${count} ports from there on is taken on ${ip}; allowed is the first of as many free UDP and TCP ports as MEDIA_WORKERS says.`,
      );
    }
    const binary = process.env['MEDIASOUP_WORKER_BIN'];
    throw new ConfigError(
      `MEDIASOUP_WORKER_BIN is ${binary === undefined ? 'not set' : `"${binary}"`} and the media worker does not start (${reason}); allowed is the path of a mediasoup worker, or none after npm run setup has built it.`,
    );
  }
}
