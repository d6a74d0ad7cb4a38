import { setTimeout as delay } from 'node:timers/promises';
import { random } from '../signaling-server/demo/random';
import { Line } from '../test/fixtures/Line';
import { openConsole } from '../test/fixtures/console';
import { goOnDuty } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { ConsoleSocket } from './ConsoleSocket';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';

const PRESSES = 50;
const CONSOLE_SOCKETS = 19;
const FLEET_VEHICLES = 3;
/** From the end of one call to the next press, on average. */
const BETWEEN_MS = 100;
const SEED = 20_261_122;
/** A call for help that has not been painted by then is lost. */
const LOST_AFTER_MS = 5_000;
const SCREEN = { width: 1600, height: 900 };

interface Painted {
  readonly alarmId: string;
  /** Wall clock of this machine, which both browsers share, in milliseconds. */
  readonly at: number;
}

declare global {
  interface Window {
    /** Wall clock of the newest press on the button. */
    pressedAt: number;
    painted: Painted[];
  }
}

/** On the terminal: when a finger came down on the button. */
function watchPresses(): void {
  document.addEventListener(
    'pointerdown',
    ({ target }) => {
      if (target instanceof Element && target.closest('.sos-button') !== null) window.pressedAt = Date.now();
    },
    true,
  );
}

/** On the console: when the card of a new call for help has been painted, which is after the frame that has it. */
function watchCards(): void {
  window.painted = [];
  const seen = new Set<string>();
  new MutationObserver(() => {
    for (const card of document.querySelectorAll<HTMLElement>('.alarm-card[data-kind="sos"]')) {
      const alarmId = card.dataset['alarmId'] ?? '';
      if (seen.has(alarmId)) continue;
      seen.add(alarmId);
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => window.painted.push({ alarmId, at: Date.now() });
        port2.postMessage(null);
      });
    }
  }).observe(document, { childList: true, subtree: true });
}

/** 50 calls for help from the press of a button on a tablet's page to the painted card on a console's. */
const starting = Zhiqin.create({ vehicles: FLEET_VEHICLES });
const desk = new Desk(starting.then(({ address }) => address));
const [zhiqin, tablet, console] = await Promise.all([starting, desk.open('plain'), desk.open('map', SCREEN)]);
const sockets: ConsoleSocket[] = [];

try {
  await tablet.addInitScript(watchPresses);
  await console.addInitScript(watchCards);
  const line = await Line.create(zhiqin.address);
  await line.signIn('dispatcher', 'zhiqin-demo');
  // One after the other: who waits for a page gives up after 5 s, and here everything shares two cores.
  await goOnDuty(tablet, '8T216');
  progress('the terminal is on duty');
  // The desk of the vehicle's own district is the one that is called: it opens cameras, sound and map, too.
  await openConsole(console, 'wuchang');
  const opening = Array.from({ length: CONSOLE_SOCKETS }, () => ConsoleSocket.create(zhiqin.address, line.token));
  sockets.push(...(await Promise.all(opening)));
  const callsForHelp = async () => (await line.ask('alarms:list', {})).alarms.filter(({ kind }) => kind === 'sos');
  const openCalls = async () => (await callsForHelp()).filter(({ state }) => state !== 'completed').map(({ id }) => id);
  progress(`${sockets.length} console sockets, a console and a terminal`);

  const next = random(SEED);
  const delays: number[] = [];
  let lost = 0;
  for (let press = 0; press < PRESSES; press += 1) {
    const button = tablet.locator('.sos-button');
    await button.waitFor();
    await button.click();
    const pressedAt = await tablet.evaluate(() => window.pressedAt);
    const seen = await console
      .waitForFunction((since) => window.painted.find(({ at }) => at >= since), pressedAt, {
        timeout: LOST_AFTER_MS,
        polling: 20,
      })
      .then(async (handle) => await handle.jsonValue())
      .catch(() => undefined);
    if (seen !== undefined) delays.push(seen.at - pressedAt);
    for (const alarmId of seen === undefined ? await openCalls() : [seen.alarmId]) {
      await line.ask('alarms:attend', { alarmId });
      await line.ask('alarms:complete', { alarmId, result: '测试' });
    }
    // By then each of them has been told, or it was never told: the answers above were sent after it.
    if (seen === undefined || !sockets.every(({ toldOf }) => toldOf.has(seen.alarmId))) lost += 1;
    // Nobody calls for help in the moment in which another call is being closed: each press is one of its own.
    await console.locator('.alarm-card[data-kind="sos"]').waitFor({ state: 'detached' });
    await delay(BETWEEN_MS * (0.5 + next()));
  }
  const raised = (await callsForHelp()).length;
  progress(`pressed; the server has ${raised} calls for help`);
  publish('sos', {
    p50Ms: percentile(delays, 0.5),
    p95Ms: percentile(delays, 0.95),
    maxMs: percentile(delays, 1),
    lost,
    presses: PRESSES,
    // One for each press, and no more.
    raised,
    consoleSockets: sockets.length,
    fleetVehicles: FLEET_VEHICLES,
    undo: 'its 3 s delay nothing: the call goes out at the press',
    painted: 'the first frame with the card has been drawn',
    clock: 'one machine, wall clock, 1 ms',
    screen: `${SCREEN.width}x${SCREEN.height}, drawn in software, as Chromium does without a graphics card`,
    betweenPressesMs: BETWEEN_MS,
  });
  line.close();
} finally {
  sockets.forEach((socket) => socket.close());
  await desk.close();
  await zhiqin.close();
}
