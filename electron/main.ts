import path from 'node:path';
import { app, net } from 'electron';
import { readServerAddress } from './serverAddress';
import { ServerAddressFile } from './ServerAddressFile';
import { ServerChoice } from './ServerChoice';
import { serverProblem } from './serverHealth';
import { setupCertificates } from './setupCertificates';
import { setupContentPolicy } from './setupContentPolicy';
import { setupMenu } from './setupMenu';
import { setupNavigation } from './setupNavigation';
import { setupPermissions } from './setupPermissions';
import { setupServerAddress } from './setupServerAddress';
import { setupShellPages, setupShellScheme } from './setupShellPages';
import { setupSingleInstance } from './setupSingleInstance';
import { setupTalkKey } from './setupTalkKey';
import { setupWindow } from './setupWindow';

const CONFIGURATION_ERROR = 78;

/** The server given at start by `ZHIQIN_SERVER`, or null; a wrong one ends the start with one sentence. */
function fixedOrigin(): string | null {
  const given = process.env.ZHIQIN_SERVER;
  if (given === undefined || given === '') return null;
  const answer = readServerAddress(given);
  if (answer.ok) return answer.origin;
  console.error(
    `ZHIQIN_SERVER is "${given}", but it must be https://host[:port], or http://localhost[:port] for this machine.`,
  );
  process.exit(CONFIGURATION_ERROR);
}

async function boot(): Promise<void> {
  app.enableSandbox();
  setupShellScheme();
  if (!setupSingleInstance()) return;
  const fixed = fixedOrigin();
  await app.whenReady();
  const choice = await ServerChoice.create({
    saved: new ServerAddressFile(path.join(app.getPath('userData'), 'server.json')),
    probe: (origin) => serverProblem(origin, (url, options) => net.fetch(url, options)),
    fixedOrigin: fixed,
  });
  setupShellPages();
  setupCertificates();
  setupPermissions(choice);
  setupContentPolicy(choice);
  setupNavigation(choice);
  const window = setupWindow(choice);
  setupServerAddress(choice, window);
  setupMenu(choice, window);
  await setupTalkKey(choice, window);
}

boot().catch((error: unknown) => {
  console.error('The desktop shell could not start.', error);
  app.exit(1);
});
