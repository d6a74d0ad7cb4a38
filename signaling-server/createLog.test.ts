import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('writes no secret, however it came into a line', () => {
  const createLog = fileURLToPath(new URL('createLog.ts', import.meta.url));
  const line = {
    ...{ token: 'hidden-1', password: 'hidden-2', code: 'hidden-3', vehicle: 'car' },
    request: { pin: 'hidden-4', headers: { authorization: 'Bearer hidden-5' } },
    err: { code: 'ENOENT' },
  };
  const script = `const { createLog } = await import(${JSON.stringify(createLog)});
    createLog('info').info(${JSON.stringify(line)}, 'said');`;
  const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect(JSON.parse(stdout)).toMatchObject({
    msg: 'said',
    vehicle: 'car',
    token: '[Redacted]',
    err: { code: 'ENOENT' },
  });
  expect(stdout).not.toContain('hidden');
});
