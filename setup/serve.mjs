import { programs } from './programs.mjs';
import { readPort } from './startOptions.mjs';
import { startServices } from './startServices.mjs';

// `npm run serve`: set-up, then server and recorder, without the demo. A site that uses systemd starts the two through the
// unit files in deploy/ instead.

if (process.getuid?.() === 0) {
  console.warn('⚠ 正以 root 运行；正式使用请用普通账号 · running as root; use an ordinary account in production');
}

await startServices({
  readOptions: () => ({
    port: readPort(process.env),
    processes: [
      { name: 'server', file: programs.server.file, canStandBy: true },
      { name: 'recorder', file: programs.recorder.file, canStandBy: true },
    ],
  }),
  environment: process.env,
  onReady: (origin) => {
    console.log(`就绪 · ready: ${origin}/`);
    return () => undefined;
  },
});
