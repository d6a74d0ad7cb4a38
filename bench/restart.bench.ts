import { setTimeout as delay } from 'node:timers/promises';
import { expect, type Page } from 'playwright/test';
import { openConsole } from '../test/fixtures/console';
import { goOnDuty } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { coverageAround } from './coverageAround';
import { Desk } from './Desk';
import { progress, publish } from './figures';
import { dispatcherLine, judge, ordersFor, send } from './orderBurst';
import { publishTimeCode } from './timeCode';
import { wallAgain, watchWall } from './wallWatch';

const FLEET_VEHICLES = 6;
const ORDERS = 50;
/**
 * The recorders' as well, as their sub-stream is: two cores that draw six of 720p have no time left for anything else,
 * killed or not. `--main-stream` measures that.
 */
const PICTURE = { width: 640, height: 360 };
/** Of the two whose pictures are encoded here; the recorders' come encoded. */
const TERMINAL_RATE = 15;
const recorderPictures = process.argv.includes('--main-stream') ? '1280x720' : sizeOf(PICTURE);

/** The server, then the recorder, killed with SIGKILL under 8 vehicles, 2 of them Chromium terminals, and 2 consoles. */
const zhiqin = await Zhiqin.create({ vehicles: FLEET_VEHICLES, environment: { FOOTAGE_SIZE: recorderPictures } });
const desk = new Desk(zhiqin.address, true);

const LIVE_LIMIT_MS = 45_000;

async function liveAgain(console: Page, tiles: number, since: number): Promise<{ liveAt: number; atOnceAt: number }> {
  const moments = await console.waitForFunction(wallAgain, [tiles, since] as const, { timeout: LIVE_LIMIT_MS });
  return (await moments.jsonValue()) ?? { liveAt: Number.NaN, atOnceAt: Number.NaN };
}

function sizeOf({ width, height }: typeof PICTURE): string {
  return `${width}x${height}`;
}

const round = (seconds: number): number => Math.round(seconds * 100) / 100;

try {
  const tablets = [await desk.open('plain'), await desk.open('plain')] as const;
  for (const tablet of tablets)
    await tablet.addInitScript(publishTimeCode, { ...PICTURE, framesPerSecond: TERMINAL_RATE });
  await Promise.all([goOnDuty(tablets[0], '8T216'), goOnDuty(tablets[1], '2W835')]);
  progress('both terminals are on duty');
  let line = await dispatcherLine(zhiqin.address);
  const live = async () =>
    (await line.ask('fleet:list', {})).vehicles.filter(({ cameras }) =>
      cameras.some(({ view, state }) => view === 'front' && state === 'live'),
    );
  await expect(async () => expect(await live()).toHaveLength(FLEET_VEHICLES + 2)).toPass({ timeout: 30_000 });
  const vehicleIds = (await live()).map(({ id }) => id);
  // A wall has no map; drawn without software WebGL, and each with half of the vehicles, the two leave this machine time.
  const screen = { width: 960, height: 600 };
  const consoles = [await desk.open('plain', screen), await desk.open('plain', screen)];
  for (const [index, console] of consoles.entries()) {
    const shown = vehicleIds.filter((_, order) => order % consoles.length === index);
    const kept = JSON.stringify({ size: 4, cameraIds: shown.map((vehicleId) => `${vehicleId}:front`) });
    await console.addInitScript((layout) => localStorage.setItem('zhiqin.wall', layout), kept);
    await console.addInitScript(watchWall);
    await openConsole(console, 'dispatcher', 'wall');
    await expect(console.locator('main [data-picture="live"]')).toHaveCount(shown.length, { timeout: LIVE_LIMIT_MS });
  }
  progress(`${vehicleIds.length} vehicles are live on ${consoles.length} consoles`);

  const orders = ordersFor(vehicleIds, ORDERS);
  const from = Date.now();
  await delay(2_000);
  await send(line, orders.slice(0, ORDERS / 2));
  const inFlight = send(line, orders);
  await delay(15);
  const serverKilledAt = Date.now();
  zhiqin.kill('server');
  progress('the server is killed');
  await inFlight;
  line.close();
  const answeredBefore = orders.filter(({ orderId }) => orderId !== null).length;
  line = await dispatcherLine(zhiqin.address);
  progress(`the server is back; ${answeredBefore} of ${ORDERS} orders were answered before the kill`);
  await send(line, orders);
  const again = await Promise.all(
    consoles.map((console) => liveAgain(console, vehicleIds.length / consoles.length, serverKilledAt)),
  );
  const liveAt = Math.max(...again.map((one) => one.liveAt));
  const atOnceAt = Math.max(...again.map((one) => one.atOnceAt));
  const verdict = await judge(line, orders, 10_000);
  progress(`all live after ${round((liveAt - serverKilledAt) / 1000)} s`);
  await delay(3_000);

  const recorderKilledAt = Date.now();
  zhiqin.kill('recorder');
  progress('the recorder is killed');
  await delay(6_000);
  const to = Date.now() - 1_500;
  const afterServer = await coverageAround(line, vehicleIds, serverKilledAt, { from, to: recorderKilledAt - 1_000 });
  const afterRecorder = await coverageAround(line, vehicleIds, recorderKilledAt, { from: atOnceAt + 1_000, to });
  publish('restart', {
    // From the kill until the last camera was seen live again, by whichever console has it.
    allLiveSeconds: round((liveAt - serverKilledAt) / 1000),
    // Until no tile of a console was late at the same moment; two cores that draw eight cameras make some late anyway.
    noneLateSeconds: round((atOnceAt - serverKilledAt) / 1000),
    tailLostSecondsMax: round(Math.max(afterServer.tailLostSeconds, afterRecorder.tailLostSeconds)),
    tailLostAtServerKill: `${round(afterServer.tailLostSeconds)} s, ${afterServer.tailLostOf}`,
    tailLostAtRecorderKill: `${round(afterRecorder.tailLostSeconds)} s, ${afterRecorder.tailLostOf}`,
    gapSecondsMax: round(Math.max(afterServer.gapSeconds, afterRecorder.gapSeconds)),
    unexplainedGapSeconds: round(afterServer.unexplainedSeconds + afterRecorder.unexplainedSeconds),
    recorderBackSeconds: round(afterRecorder.backSeconds),
    ordersLost: verdict.lost,
    ordersSeenTwice: verdict.twice,
    orders: ORDERS,
    ordersAnsweredBeforeKill: answeredBefore,
    vehicles: vehicleIds.length,
    consoles: consoles.length,
    tilesEach: vehicleIds.length / consoles.length,
    browsers: 1,
    recorderPictures,
    terminalPictures: sizeOf(PICTURE),
    terminalFramesPerSecond: TERMINAL_RATE,
  });
  line.close();
} finally {
  await desk.close();
  await zhiqin.close();
}
