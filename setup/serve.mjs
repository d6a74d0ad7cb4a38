import { waitForServer } from './health.mjs';
import { prepare } from './prepare.mjs';
import { readPort } from './startOptions.mjs';
import { stopOnSignals, Supervisor } from './supervisor.mjs';

// `npm run serve`: set-up, then server and recorder, without the demo. A site that uses systemd starts the two through the
// unit files in deploy/ instead.

const READY_TIMEOUT_MS = 60_000;

if (process.getuid?.() === 0) {
  console.warn('⚠ 正以 root 运行；正式使用请用普通账号 · running as root; use an ordinary account in production');
}
await prepare();

const supervisor = new Supervisor({
  processes: [
    { name: 'server', file: 'signaling-server/main.ts' },
    { name: 'recorder', file: 'signaling-server/recorder/main.ts' },
  ],
});
stopOnSignals(supervisor);
supervisor.start();

const ended = new AbortController();
void supervisor.finished.then(() => ended.abort());
const origin = await waitForServer({ port: readPort(process.env), timeoutMs: READY_TIMEOUT_MS, signal: ended.signal });
if (origin !== undefined) console.log(`就绪 · ready: ${origin}/`);
process.exit(await supervisor.finished);
