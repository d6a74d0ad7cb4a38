import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { offlineFiles } from './vite/offlineFiles.ts';
import { publishPages } from './vite/publishPages.ts';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const PLACE = fromHere('./dist/pages');
const BUILDING = `${PLACE}.building`;
/** The tablet's service worker: its address must not change from build to build. */
const WORKER = 'vehicleWorker';

/** A server may be serving the pages while they are built: they are built beside them and moved when they are whole. */
const publish: Plugin = {
  name: 'zhiqin:publish-pages',
  apply: 'build',
  enforce: 'post',
  writeBundle: ({ dir }) => {
    if (dir === BUILDING) publishPages(BUILDING, PLACE);
  },
};

/**
 * Three pages, one per kind of person. The server writes a fresh nonce in the place of `__NONCE__` for every page it
 * serves, so that the content security policy needs no `unsafe-inline`.
 */
export default defineConfig({
  root: fromHere('./renderer'),
  base: '/',
  plugins: [react(), offlineFiles({ page: 'vehicle.html', entry: 'vehicle', worker: `${WORKER}.js` }), publish],
  html: { cspNonce: '__NONCE__' },
  resolve: {
    alias: [
      { find: '@protocol', replacement: fromHere('./signaling-server/protocol/index.ts') },
      // The build of the map library that runs under a strict content security policy: its worker is a file of its own.
      { find: /^mapbox-gl$/, replacement: 'mapbox-gl/dist/mapbox-gl-csp.js' },
    ],
  },
  assetsInclude: ['**/*.geojson'],
  build: {
    outDir: BUILDING,
    emptyOutDir: true,
    target: 'chrome120',
    // A data: URL would have to be allowed in the content security policy; a file needs nothing.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: {
      input: {
        index: fromHere('./renderer/index.html'),
        vehicle: fromHere('./renderer/vehicle.html'),
        review: fromHere('./renderer/review.html'),
        [WORKER]: fromHere('./renderer/terminal/offlineWorker.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
