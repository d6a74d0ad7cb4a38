import { loadavg } from 'node:os';
import { expect } from 'playwright/test';
import { BARCODE } from './barcode';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { FloorServer } from './FloorServer';
import { putEyeIn, type Glance } from './reviewEye';
import { CAMERAS, FRAMES_A_SECOND, HOUR_MS, loopFrames, reviewFootage } from './reviewFootage';
import { PASSWORD, reviewRecord } from './reviewRecord';

/** Fewer can be asked for on a machine that has other work: `npm run bench -- review 20`. */
const SEEKS = Number(process.argv[2] ?? 50);
/** After the first. */
const OPENINGS = 19;
const WATCHED_MS = 4_000;
/** No more seeks are begun after this, so that a bad run ends, too. */
const SEEKING_MS = 40_000;
/** Somebody looks at what was opened for so long, at least, before opening another record. */
const LOOKED_MS = 500;
/** An opening or a seek that is not right by then counts as never right, and with this time. */
const PATIENCE_MS = 5_000;
/** Without this the seeks would be others in every run. */
const SEED = 7;
const FRAME_MS = 1000 / FRAMES_A_SECOND;
const SCREEN = { width: 1600, height: 900 };
const EVERY_VEHICLE = 'A,B,C';
const FOUR_CAMERAS = 4;

/** An hour of nine cameras: openings, 50 seeks anywhere in it, and playing, all read from the canvases and the sound output. */
const footage = await reviewFootage(progress);
const record = await reviewRecord(footage);
progress('the index is written');
const server = await FloorServer.create(record.dataFolder);
const desk = new Desk(server.address);
const loadBefore = loadavg()[0] ?? 0;
try {
  const page = await desk.open('map', SCREEN);
  const loops = Array.from({ length: CAMERAS }, (_, camera) => loopFrames(camera));
  await page.addInitScript(putEyeIn, {
    from: record.from,
    frameMs: FRAME_MS,
    loops,
    blocks: BARCODE.blocks,
    patienceMs: PATIENCE_MS,
  });
  const random = randomFrom(SEED);
  const somewhere = (): number => Math.round(record.from + 5_000 + random() * (HOUR_MS - 60_000));
  let opened = 0;
  /** Each opening is of another record, a second longer, so that nothing of the one before can be shown again. */
  const linkTo = (at: number, vehicles: string): string =>
    `#at=${at}&vehicles=${vehicles}&from=${record.from - 1_000 * (opened += 1)}&to=${record.from + HOUR_MS}`;
  await page.goto('/review');
  await page.getByLabel(/^[账帐]号$/).fill('supervisor');
  await page.getByLabel('密码').fill(PASSWORD);
  await page.getByRole('button', { name: /^登\s?录$/ }).click();
  await expect(page.getByLabel('车辆', { exact: true })).toBeVisible();

  let openingsNeverRight = 0;
  const open = async (at: number, vehicles: string, cameras: number): Promise<number> => {
    const waited = await page.evaluate(
      async ({ hash, cameras: wanted }) => {
        const began = performance.now();
        location.hash = hash;
        // What was open before is left at once; its pictures must not count as those of the new moment.
        await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        await new Promise((resolve) => requestAnimationFrame(resolve));
        const right = await window.reviewEye.untilRight(wanted);
        return right === null ? null : performance.now() - began;
      },
      { hash: linkTo(at, vehicles), cameras },
    );
    if (waited === null) openingsNeverRight += 1;
    return waited ?? PATIENCE_MS;
  };
  const first = await open(somewhere(), EVERY_VEHICLE, CAMERAS);
  progress(`nine cameras are open, first after ${Math.round(first)} ms`);
  await expect(page.locator('.review-map .map[data-ready=true]')).toBeVisible();
  progress('the map is drawn');
  const openings = [first];
  for (let number = 0; number < OPENINGS; number += 1) {
    await page.waitForTimeout(LOOKED_MS);
    openings.push(await open(somewhere(), EVERY_VEHICLE, CAMERAS));
  }
  progress('opened');
  await page.waitForTimeout(LOOKED_MS);

  const box = await page.locator('.lanes').boundingBox();
  if (!box) throw new Error('there is no timeline');
  const seeks: number[] = [];
  let neverRight = 0;
  const seekingUntil = performance.now() + SEEKING_MS;
  for (let number = 0; number < SEEKS && performance.now() < seekingUntil; number += 1) {
    const x = box.x + 5 + random() * (box.width - 30);
    // Asked for before the press: a busy page is told of a press before it is asked anything.
    await page.evaluate((cameras) => window.reviewEye.awaitSeek(cameras), CAMERAS);
    await page.mouse.click(x, box.y + 10);
    const sought = await page.evaluate(() => window.reviewEye.sought);
    if (sought === null) neverRight += 1;
    seeks.push(sought ?? PATIENCE_MS);
  }
  progress('sought');

  const play = async (at: number, vehicles: string, cameras: number) => {
    await open(at, vehicles, cameras);
    await page.keyboard.press('Space');
    await page.waitForTimeout(1_000);
    const watched = await page.evaluate(async (milliseconds) => {
      const tonesBefore = window.reviewEye.tones.length;
      const glances = await window.reviewEye.watch(milliseconds);
      return { glances, tones: window.reviewEye.tones.slice(tonesBefore).map((tone) => tone.at) };
    }, WATCHED_MS);
    await page.keyboard.press('Space');
    return watched;
  };
  const inBurst = (): number => {
    const startedAt = record.bursts[20 + Math.floor(random() * 100)] ?? record.from;
    return startedAt - 1_500;
  };
  const nine = await play(inBurst(), EVERY_VEHICLE, CAMERAS);
  progress('nine cameras were played');
  const four = await play(inBurst(), 'A', FOUR_CAMERAS);
  progress('four cameras were played');
  const heard = [nine, four].flatMap(({ glances, tones }) => tones.flatMap((at) => toneSkew(glances, at)));

  publish('review', {
    openP95Ms: percentile(openings, 0.95),
    openP50Ms: percentile(openings, 0.5),
    openFirstMs: Math.round(first),
    seekP95Ms: percentile(seeks, 0.95),
    seekP50Ms: percentile(seeks, 0.5),
    skewP95Ms9: percentile(skews(nine.glances, CAMERAS), 0.95),
    skewP95Ms4: percentile(skews(four.glances, FOUR_CAMERAS), 0.95),
    seeks: seeks.length,
    seeksNeverRight: neverRight,
    openings: openings.length,
    openingsNeverRight,
    framesShownPercent: shownPercent(nine.glances, CAMERAS),
    framesShownPercent4: shownPercent(four.glances, FOUR_CAMERAS),
    burstSkewP95Ms: percentile(heard, 0.95),
    tonesHeard: heard.length,
    picture: '640x360, 25 a second, a key frame every 2 s',
    screen: `${SCREEN.width}x${SCREEN.height}, drawn in software`,
    loadBefore: Math.round(loadBefore * 10) / 10,
    loadAfter: Math.round((loadavg()[0] ?? 0) * 10) / 10,
  });
} finally {
  await desk.close();
  await server.close();
}

/** How far apart the pictures lie at each refresh, in milliseconds. */
function skews(glances: readonly Glance[], cameras: number): number[] {
  return glances.flatMap(({ frames }) => {
    const shown = frames.filter((frame) => frame !== null);
    return shown.length < cameras ? [] : [(Math.max(...shown) - Math.min(...shown)) * FRAME_MS];
  });
}

/** How many of the pictures that were due by the wall clock were on a canvas. */
function shownPercent(glances: readonly Glance[], cameras: number): number {
  const shown = new Set(
    glances.flatMap(({ frames }) => frames.flatMap((frame, camera) => (frame === null ? [] : [`${camera} ${frame}`]))),
  );
  const seconds = ((glances.at(-1)?.time ?? 0) - (glances[0]?.time ?? 0)) / 1000;
  return Math.round((shown.size / (cameras * FRAMES_A_SECOND * seconds)) * 1000) / 10;
}

/** A tone stands at a full second of its burst: how far from that the picture was that stood as it was heard. */
function toneSkew(glances: readonly Glance[], at: number): number[] {
  const glance = glances.findLast(({ time }) => time <= at);
  const frame = glance?.frames.find((shown) => shown !== null) ?? null;
  if (!glance || frame === null || at - glance.time > 200) return [];
  const moment = record.from + (frame + 0.5) * FRAME_MS + (at - glance.time) / 2;
  const off = (((moment - record.from) % 1000) + 1000) % 1000;
  return [Math.min(off, 1000 - off)];
}

/** Numbers from 0 to 1 that are the same in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}
