import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';

const TRY_EVERY_MS = 100;
const TRY_TIMEOUT_MS = 1000;

/**
 * @param {string} origin for example 'http://127.0.0.1:4600'
 * @returns {Promise<boolean>} whether the server there says that it is well
 */
function isHealthy(origin) {
  return new Promise((resolve) => {
    const send = origin.startsWith('https:') ? requestSecure : requestPlain;
    // This machine asks itself, and a site's certificate is made out to another name than 127.0.0.1.
    const request = send(`${origin}/health`, { rejectUnauthorized: false, timeout: TRY_TIMEOUT_MS }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.end();
  });
}

/**
 * Waits until the server answers, with or without TLS.
 *
 * @param {object} options
 * @param {number} options.port
 * @param {AbortSignal} options.signal ends the wait
 * @returns {Promise<string | undefined>} the origin it answers at, or undefined if the wait was ended
 */
export async function waitForServer({ port, signal }) {
  while (!signal.aborted) {
    for (const origin of [`http://127.0.0.1:${port}`, `https://127.0.0.1:${port}`]) {
      if (await isHealthy(origin)) return origin;
    }
    await delay(TRY_EVERY_MS);
  }
  return undefined;
}
