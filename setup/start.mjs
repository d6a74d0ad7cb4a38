import { join } from 'node:path';
import { describeDemo, readDemoAccounts } from './demoAccounts.mjs';
import { openConsole } from './openConsole.mjs';
import { programs } from './programs.mjs';
import { projectFolder } from './projectFolder.mjs';
import { readPort, readStartArguments } from './startOptions.mjs';
import { startServices } from './startServices.mjs';

// `npm start`: the demo. Set-up, then server, recorder and a fleet that drives by itself, then the console.

await startServices({
  readOptions: () => ({
    port: readPort(process.env),
    processes: [
      { name: 'server', file: programs.server.file, canStandBy: true },
      { name: 'recorder', file: programs.recorder.file, canStandBy: true },
      {
        name: 'demo',
        file: programs.fleet.file,
        isGuest: true,
        fileArguments: readStartArguments(process.argv.slice(2)).fleetArguments,
      },
    ],
  }),
  // The demo's people and places must never end up among a site's own.
  environment: {
    ...process.env,
    DEMO: '1',
    DATA_DIR: join(process.env['DATA_DIR'] || join(projectFolder, 'data'), 'demo'),
  },
  onReady: (origin) => {
    for (const line of describeDemo(origin, readDemoAccounts())) console.log(line);
    const { words, close } = openConsole(origin);
    console.log(words);
    return close;
  },
});
