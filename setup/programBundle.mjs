import { relative } from 'node:path';
import { inProject, projectFolder } from './projectFolder.mjs';

// `node setup/programBundle.mjs FOLDER` bundles server, recorder and demo fleet with the packages they use, so that a
// process that was killed is up again sooner: reading some 2,000 files one by one, and TypeScript at that, takes seconds.

const [outputFolder] = process.argv.slice(2);
if (outputFolder === undefined) throw new Error('usage: node setup/programBundle.mjs FOLDER');
const { build } = await import('vite');
const { programs } = await import('./programs.mjs');

/** A bundled module goes on naming files from where its source stands, whichever file it has become a part of. */
const keepSourceAddresses = {
  name: 'keep-source-addresses',
  /**
   * @param {string} code
   * @param {string} id
   */
  transform(code, id) {
    if (!id.startsWith(inProject('signaling-server')) || !code.includes('import.meta.url')) return null;
    const source = JSON.stringify(relative(inProject('dist', 'programs'), id));
    return { code: code.replaceAll('import.meta.url', `new URL(${source}, import.meta.url).href`), map: null };
  },
};

await build({
  configFile: false,
  root: projectFolder,
  logLevel: 'warn',
  publicDir: false,
  plugins: [keepSourceAddresses],
  resolve: { alias: { '@protocol': inProject('signaling-server', 'protocol', 'index.ts') } },
  // The embedded database looks for its WebAssembly beside itself, sharp for its library, pdfkit for its data.
  ssr: { noExternal: true, external: ['@electric-sql/pglite', '@electric-sql/pglite-socket', 'sharp', 'pdfkit'] },
  build: {
    ssr: true,
    outDir: outputFolder,
    emptyOutDir: true,
    target: 'node20',
    // A stack in a log names functions as their sources do.
    minify: false,
    sourcemap: true,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(programs).map(([name, { source }]) => [name, inProject(source)])),
      // In one folder, so that the way from each of them to the sources is the same.
      output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
    },
  },
});
