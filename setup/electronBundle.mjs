import { rmSync } from 'node:fs';
import { inProject, projectFolder } from './projectFolder.mjs';

// `node setup/electronBundle.mjs FOLDER` bundles the desktop shell: Electron loads its preload script without a module
// loader, so each of the two becomes one CommonJS file that needs nothing but Electron.

const [outputFolder] = process.argv.slice(2);
if (outputFolder === undefined) throw new Error('usage: node setup/electronBundle.mjs FOLDER');
const { build } = await import('vite');

rmSync(outputFolder, { recursive: true, force: true });
for (const name of ['main', 'preload']) {
  await build({
    configFile: false,
    root: projectFolder,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { '@protocol': inProject('signaling-server', 'protocol', 'index.ts') } },
    ssr: { noExternal: true },
    build: {
      ssr: inProject('electron', `${name}.ts`),
      outDir: outputFolder,
      emptyOutDir: false,
      minify: false,
      rollupOptions: {
        // The key hook is a native module, which finds its binary beside itself.
        external: ['electron', 'uiohook-napi', /^node:/],
        output: { format: 'cjs', entryFileNames: `${name}.cjs` },
      },
    },
  });
}
