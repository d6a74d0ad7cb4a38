import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: {
    alias: { '@protocol': fileURLToPath(new URL('./signaling-server/protocol/index.ts', import.meta.url)) },
  },
  test: {
    include: [
      'signaling-server/**/*.test.ts',
      'renderer/**/*.test.{ts,tsx}',
      'electron/**/*.test.ts',
      'setup/**/*.test.mjs',
      'eslint/*.test.mjs',
      'vite/*.test.ts',
      'test/*.test.ts',
    ],
    // The embedded database and the media worker are started by several tests, which takes seconds on a small machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    setupFiles: ['test/fixtures/propertySeed.ts'],
    pool: 'forks',
    maxWorkers: 2,
  },
});
