import { defineConfig } from 'playwright/test';
import { chromiumArguments, CHROMIUM_PATH } from './test/fixtures/chromium';

/** The journeys: one at a time, because each has a server, a media worker and several pages of its own. */
export default defineConfig({
  testDir: 'test',
  testMatch: '*.spec.ts',
  outputDir: 'test-results/journeys',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: [['line'], ['json', { outputFile: 'test-results/journeys.json' }]],
  use: {
    browserName: 'chromium',
    launchOptions: { executablePath: CHROMIUM_PATH, args: chromiumArguments() },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1600, height: 900 },
    permissions: ['camera', 'microphone', 'geolocation'],
    geolocation: { longitude: 114.3055, latitude: 30.5928 },
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
