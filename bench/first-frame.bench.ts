import { expect } from 'playwright/test';
import { camera, chooseUnit, openConsole } from '../test/fixtures/console';
import { Line } from '../test/fixtures/Line';
import { goOnDuty, tablets } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { openByClick, type Opening } from './firstFrame';
import { publishTimeCode } from './timeCode';

const OPENINGS = 30;
/** A console keeps a picture that was left open for a moment; an opening counts only after that. */
const LEFT_MS = 2_500;
const FLEET_VEHICLES = 2;
/** Two terminals and a console encode and decode in software on this machine: larger pictures would measure that. */
const PICTURE = { width: 640, height: 360 };

/** 30 openings of a browser's camera and 30 of the RTP fleet's, in turn, each from the click to the frame presented. */
const zhiqin = await Zhiqin.create({ vehicles: FLEET_VEHICLES });
const desk = new Desk(zhiqin.address);
try {
  const line = await Line.create(zhiqin.address);
  await line.signIn('dispatcher', 'zhiqin-demo');
  const [tablet, other] = [await desk.open('plain'), await desk.open('plain')];
  for (const page of [tablet, other]) await page.addInitScript(publishTimeCode, PICTURE);
  await Promise.all([goOnDuty(tablet, '8T216'), goOnDuty(other, '2W835')]);
  const own: readonly string[] = [tablets['8T216'].plate, tablets['2W835'].plate];
  const liveCameras = async () =>
    (await line.ask('fleet:list', {})).vehicles.flatMap(({ plate, cameras }) =>
      cameras.filter(({ state, view }) => state === 'live' && view === 'front').map(({ id }) => ({ plate, id })),
    );
  await expect(async () => expect(await liveCameras()).toHaveLength(FLEET_VEHICLES + own.length)).toPass({
    timeout: 30_000,
  });
  const cameras = await liveCameras();
  progress(`${cameras.length} cameras are live`);

  const console = await desk.open('map', { width: 1280, height: 720 });
  await openConsole(console);
  for (const { plate } of cameras) {
    await expect(camera(await chooseUnit(console, plate), plate)).toHaveAttribute('data-picture', 'live', {
      timeout: 20_000,
    });
  }
  const fromBrowser: Opening[] = [];
  const fromFleet: Opening[] = [];
  const leftAt = new Map<string, number>();
  while (fromBrowser.length < OPENINGS) {
    for (const { plate, id } of cameras) {
      await console.waitForTimeout(Math.max(0, (leftAt.get(id) ?? Date.now()) + LEFT_MS - Date.now()));
      const opening = await console.evaluate(openByClick, { plate, cameraId: id });
      (own.includes(plate) ? fromBrowser : fromFleet).push(opening);
      leftAt.set(id, Date.now());
    }
    progress(`${fromBrowser.length + fromFleet.length} openings`);
  }
  const live = (openings: readonly Opening[]): number[] => openings.flatMap(({ liveMs }) => liveMs ?? []);
  // Where the live picture came first, no poster was needed any more.
  const first = fromFleet.flatMap(({ posterMs, liveMs }) => posterMs ?? liveMs ?? []);
  publish('first-frame', {
    browserP50Ms: percentile(live(fromBrowser), 0.5),
    browserP95Ms: percentile(live(fromBrowser), 0.95),
    posterP95Ms: percentile(first, 0.95),
    fleetP50Ms: percentile(live(fromFleet), 0.5),
    fleetP95Ms: percentile(live(fromFleet), 0.95),
    browserOpenings: fromBrowser.length,
    fleetOpenings: fromFleet.length,
    withoutPicture: [...fromBrowser, ...fromFleet].filter(({ liveMs }) => liveMs === null).length,
    postersShown: fromFleet.filter(({ posterMs }) => posterMs !== null).length,
    browserPicture: `${PICTURE.width}x${PICTURE.height}`,
    streams: cameras.length,
  });
  line.close();
} finally {
  await desk.close();
  await zhiqin.close();
}
