import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { isPortTaken } from './startServices.mjs';

it('sees whether somebody listens on a port', async () => {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  expect(await isPortTaken(address.port)).toBe(true);
  await new Promise((resolve) => server.close(() => resolve(undefined)));
  expect(await isPortTaken(address.port)).toBe(false);
});
