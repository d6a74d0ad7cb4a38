import type { Page } from 'playwright/test';
import { openConsole } from '../test/fixtures/console';
import { goOnDuty } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { publishTimeCode, readTimeCode, type TimeCodeReading } from './timeCode';

const READ_SECONDS = Number(process.env['BENCH_READ_SECONDS'] ?? 20);
const VEHICLE = '8T216';
const SIZES = [
  { width: 640, height: 360 },
  { width: 1280, height: 720 },
] as const;
const LIVE = 'main .picture-live';

/** Reads the watched picture once it has come in its full size. */
async function read(console: Page, { width, height }: (typeof SIZES)[number]): Promise<TimeCodeReading> {
  await console.waitForFunction(
    ({ selector, lines }) => document.querySelector<HTMLVideoElement>(selector)?.videoHeight === lines,
    { selector: LIVE, lines: height },
  );
  progress(`${width}x${height} is watched; reading for ${READ_SECONDS} s`);
  return await console.evaluate(readTimeCode, { selector: LIVE, seconds: READ_SECONDS });
}

/**
 * From the picture drawn on one Chromium's camera to the picture presented in another's, through the real server: a
 * clock is drawn into it and read back. Both run on this machine, by one clock.
 */
const starting = Zhiqin.create({ vehicles: 0 });
const desk = new Desk(starting.then(({ address }) => address));
const [zhiqin, tablet, console] = await Promise.all([starting, desk.open('plain'), desk.open('map')]);
try {
  await tablet.addInitScript(publishTimeCode, SIZES[0]);
  // A wall of one tile shows the full picture, whatever layers there are.
  await console.addInitScript(
    (kept) => localStorage.setItem('zhiqin.wall', kept),
    JSON.stringify({ size: 1, cameraIds: [`${VEHICLE}:front`] }),
  );
  await Promise.all([goOnDuty(tablet, VEHICLE), openConsole(console, 'dispatcher', 'wall')]);
  const small = await read(console, SIZES[0]);
  // The tablet comes back by itself with the other picture, and the wall takes it up by itself.
  await tablet.evaluate((size) => sessionStorage.setItem('time-code', JSON.stringify(size)), SIZES[1]);
  await tablet.reload();
  const large = await read(console, SIZES[1]);

  const figures: Record<string, number | string | null> = { readSeconds: READ_SECONDS, streams: 1 };
  for (const [lines, { delays, unreadable, width, height }] of [
    [360, small],
    [720, large],
  ] as const) {
    figures[`p50Ms${lines}`] = percentile(delays, 0.5);
    figures[`p95Ms${lines}`] = percentile(delays, 0.95);
    figures[`frames${lines}`] = delays.length;
    figures[`unreadable${lines}`] = unreadable;
    figures[`received${lines}`] = `${width}x${height}`;
  }
  publish('glass-to-glass', figures);
} finally {
  await desk.close();
  await zhiqin.close();
}
