import { describe, expect, it } from 'vitest';
import { serverProblem } from './serverHealth';

const answering =
  (body: string, status = 200) =>
  async () =>
    new Response(body, { status });
const failing = (message: string) => async (): Promise<Response> => {
  throw new Error(message);
};

describe('finding out whether an address is a Zhiqin server', () => {
  it('asks its health and nothing else', async () => {
    const asked: string[] = [];
    const problem = await serverProblem('https://dispatch.example.cn', async (url) => {
      asked.push(url);
      return new Response('{"status":"ok"}');
    });
    expect(problem).toBeNull();
    expect(asked).toEqual(['https://dispatch.example.cn/health']);
  });

  it('takes one that is still starting', async () => {
    expect(await serverProblem('https://host', answering('{"status":"starting"}', 503))).toBeNull();
  });

  it('tells a web server that is something else', async () => {
    expect(await serverProblem('https://host', answering('<html>'))).toBe('not-zhiqin');
    expect(await serverProblem('https://host', answering('[]'))).toBe('not-zhiqin');
  });

  it('tells a refused certificate from a server that is not there', async () => {
    expect(await serverProblem('https://host', failing('net::ERR_CERT_AUTHORITY_INVALID'))).toBe('certificate');
    expect(await serverProblem('https://host', failing('net::ERR_CONNECTION_REFUSED'))).toBe('unreachable');
  });
});
