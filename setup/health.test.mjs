import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { waitForServer } from './health.mjs';

it('waits until the server says that it is well, and answers with its origin', async () => {
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    response.statusCode = request.url === '/health' && asked > 2 ? 200 : 503;
    response.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the test server has no port');
  const origin = await waitForServer({ port: address.port, signal: new AbortController().signal });
  expect(origin).toBe(`http://127.0.0.1:${address.port}`);
  expect(asked).toBe(3);
  server.close();
});

it('stops waiting when it is told to', async () => {
  const ended = new AbortController();
  const waiting = waitForServer({ port: 1, signal: ended.signal });
  ended.abort();
  expect(await waiting).toBeUndefined();
});
