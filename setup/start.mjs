import { join } from 'node:path';
import { describeDemo, readDemoAccounts } from './demoAccounts.mjs';
import { waitForServer } from './health.mjs';
import { openConsole } from './openConsole.mjs';
import { prepare } from './prepare.mjs';
import { projectFolder } from './projectFolder.mjs';
import { readPort, readStartArguments } from './startOptions.mjs';
import { SetupError } from './steps.mjs';
import { stopOnSignals, Supervisor } from './supervisor.mjs';

// `npm start`: the demo. Set-up, then server, recorder and a fleet that drives by itself, then the console.

const READY_TIMEOUT_MS = 60_000;

/** @returns {string[]} */
function readFleetArguments() {
  try {
    return readStartArguments(process.argv.slice(2)).fleetArguments;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}

const fleetArguments = readFleetArguments();
await prepare();

const supervisor = new Supervisor({
  processes: [
    { name: 'server', file: 'signaling-server/main.ts' },
    { name: 'recorder', file: 'signaling-server/recorder/main.ts' },
    { name: 'demo', file: 'signaling-server/demo/main.ts', fileArguments: fleetArguments },
  ],
  // The demo's people and places must never end up among a site's own.
  environment: {
    ...process.env,
    DEMO: '1',
    DATA_DIR: join(process.env['DATA_DIR'] || join(projectFolder, 'data'), 'demo'),
  },
});
stopOnSignals(supervisor);
supervisor.start();

const ended = new AbortController();
void supervisor.finished.then(() => ended.abort());
const origin = await waitForServer({ port: readPort(process.env), timeoutMs: READY_TIMEOUT_MS, signal: ended.signal });
let closeConsole = () => {};
if (origin !== undefined) {
  for (const line of describeDemo(origin, readDemoAccounts())) console.log(line);
  const opened = openConsole(origin);
  console.log(opened.words);
  closeConsole = opened.close;
} else if (!ended.signal.aborted) {
  console.error('服务器 60 秒内没有就绪，见上面的信息 · the server is not ready after 60 s; the lines above say why');
}
const exitCode = await supervisor.finished;
closeConsole();
process.exit(exitCode);
