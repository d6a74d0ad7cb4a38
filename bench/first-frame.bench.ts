import { expect, type Page } from 'playwright/test';
import { openConsole } from '../test/fixtures/console';
import { Line } from '../test/fixtures/Line';
import { goOnDuty, tablets, type TabletVehicle } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { openByClick, type Opening } from './firstFrame';
import { publishTimeCode } from './timeCode';

const OPENINGS = 30;
/** A console keeps a picture that was left for a second and a half, a busy machine longer: only what is closed is opened. */
const LEFT_MS = 1_950;
const FLEET_VEHICLES = 2;
/** Two terminals and a console encode and decode in software on this machine: larger pictures would measure that. */
const PICTURE = { width: 640, height: 360 };
const SCREEN = { width: 1280, height: 720 };

interface Target {
  readonly plate: string;
  readonly id: string;
}

/** 30 openings of a browser's camera and 30 of the RTP fleet's, in turn, each from the click to the frame presented. */
const starting = Zhiqin.create({ vehicles: FLEET_VEHICLES });
const desk = new Desk(starting.then(({ address }) => address));
const [zhiqin, tablet, other, console] = await Promise.all([
  starting,
  desk.open('plain'),
  desk.open('plain'),
  desk.open('map', SCREEN),
]);
const asked = camerasAskedFor(console);

async function openTerminal(page: Page, vehicle: TabletVehicle): Promise<void> {
  await page.addInitScript(publishTimeCode, PICTURE);
  await goOnDuty(page, vehicle);
}

/** The cameras that a page asks the server for, until they are taken out. */
function camerasAskedFor(page: Page): Set<string> {
  const cameraIds = new Set<string>();
  page.on('websocket', (socket) =>
    socket.on('framesent', ({ payload }) => {
      const cameraId = /"video:watch",\{"cameraId":"([^"]+)"/.exec(payload.toString())?.[1];
      if (cameraId !== undefined) cameraIds.add(cameraId);
    }),
  );
  return cameraIds;
}

try {
  const line = await Line.create(zhiqin.address);
  await line.signIn('dispatcher', 'zhiqin-demo');
  const liveCameras = async (): Promise<Target[]> =>
    (await line.ask('fleet:list', {})).vehicles.flatMap(({ plate, cameras }) =>
      cameras.filter(({ state, view }) => state === 'live' && view === 'front').map(({ id }) => ({ plate, id })),
    );
  await Promise.all([openTerminal(tablet, '8T216'), openTerminal(other, '2W835'), openConsole(console)]);
  const own: readonly string[] = [tablets['8T216'].plate, tablets['2W835'].plate];
  await expect(async () => expect(await liveCameras()).toHaveLength(FLEET_VEHICLES + own.length)).toPass({
    timeout: 30_000,
  });
  const cameras = await liveCameras();
  progress(`${cameras.length} cameras are live`);

  const leftAt = new Map<string, number>();
  let before: string | null = null;
  /** Null where the console still had the camera open: that comes sooner than a first frame does, and does not count. */
  const open = async ({ plate, id }: Target): Promise<Opening | null> => {
    await console.waitForTimeout(Math.max(0, (leftAt.get(id) ?? 0) + LEFT_MS - Date.now()));
    asked.delete(id);
    if (before !== null) leftAt.set(before, Date.now());
    before = id;
    const opening = await console.evaluate(openByClick, { plate, cameraId: id });
    return asked.has(id) ? opening : null;
  };
  // The first one of each media worker makes the console's transport to it, which it then has for the day.
  for (const target of cameras) await open(target);
  progress('each has been open once');

  const openings = { browser: [] as Opening[], fleet: [] as Opening[] };
  let openedAgain = 0;
  while (openings.browser.length < OPENINGS || openings.fleet.length < OPENINGS) {
    for (const target of cameras) {
      const opening = await open(target);
      const from = own.includes(target.plate) ? openings.browser : openings.fleet;
      if (opening === null) openedAgain += 1;
      else if (from.length < OPENINGS) from.push(opening);
    }
  }
  progress('opened');
  const live = (from: readonly Opening[]): number[] => from.flatMap(({ liveMs }) => liveMs ?? []);
  // Where the live picture came first, no poster was needed any more.
  const first = openings.fleet.flatMap(({ posterMs, liveMs }) => posterMs ?? liveMs ?? []);
  const all = [...openings.browser, ...openings.fleet];
  publish('first-frame', {
    browserP50Ms: percentile(live(openings.browser), 0.5),
    browserP95Ms: percentile(live(openings.browser), 0.95),
    posterP50Ms: percentile(first, 0.5),
    posterP95Ms: percentile(first, 0.95),
    fleetP50Ms: percentile(live(openings.fleet), 0.5),
    fleetP95Ms: percentile(live(openings.fleet), 0.95),
    browserOpenings: openings.browser.length,
    fleetOpenings: openings.fleet.length,
    openedAgain,
    withoutPicture: all.filter(({ liveMs }) => liveMs === null).length,
    postersShown: openings.fleet.filter(({ posterMs }) => posterMs !== null).length,
    browserPicture: `${PICTURE.width}x${PICTURE.height}`,
    fleetPicture: '1280x720',
    screen: `${SCREEN.width}x${SCREEN.height}, drawn in software`,
    streams: cameras.length,
  });
  line.close();
} finally {
  await desk.close();
  await zhiqin.close();
}
