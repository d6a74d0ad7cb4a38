import type { Locator, Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import type { Line } from './fixtures/Line';
import { watchForMarker } from './fixtures/ear';
import { putToSleep } from './fixtures/sleep';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

/** Longer than the server waits for a sign of life. */
const SLEEP_MS = 6_000;
const { name } = tablets['8T216'];

test('a laptop that falls asleep while its crew speaks loses the floor, and agrees when it wakes up', async ({
  openElsewhere,
  openLine,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  const { button, city, beganAt } = await speakInCity(tablet, desk);
  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');

  const wake = await putToSleep(tablet);
  try {
    await desk.waitForTimeout(SLEEP_MS);
    await expect(city).toHaveAttribute('data-speaking', 'false');
    await expect
      .poll(() => endsOf(line, beganAt))
      .toEqual([expect.stringMatching(/no-heartbeat|no-media|connection-lost/)]);
  } finally {
    wake();
  }
  const wokenAt = Date.now();
  await expect(button).not.toHaveAttribute('data-floor', 'speaking');
  tell('agreed after waking', Date.now() - wokenAt);
  await tablet.mouse.up();
  await expectRecorded(line, beganAt);

  await tabletTalk(tablet).speak();
  await expectMarker(desk);
  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');
});

test('after the media workers have died in the middle of a burst, who speaks is heard again', async ({
  zhiqin,
  openElsewhere,
  openLine,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  const { button, city, beganAt } = await speakInCity(tablet, desk);
  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');

  await watchForMarker(desk);
  zhiqin.killMediaWorkers();
  const diedAt = Date.now();
  // On a machine so slow that he is revoked for want of media he presses again, as he is told to.
  await expect(async () => {
    if ((await button.getAttribute('data-floor')) !== 'speaking') await tabletTalk(tablet).speak();
    expect(await desk.evaluate(() => window.markerHeardAt)).not.toBeNull();
  }).toPass({ timeout: 60_000 });
  const heardAt = (await desk.evaluate(() => window.markerHeardAt)) ?? Infinity;
  tell('heard again after the death of the workers', heardAt - diedAt);
  await expect(city.getByText(`${name} 讲话中`)).toBeVisible();
  await expect(button).toHaveAttribute('data-floor', 'speaking');

  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');
  await expect(button).not.toHaveAttribute('data-floor', 'speaking');
  await expect.poll(async () => (await endsOf(line, beganAt)).every((reason) => reason !== null)).toBe(true);
  await expectRecorded(line, beganAt);
});

test('a terminal whose network is gone in the middle of a burst loses the floor, and agrees when it is back', async ({
  openElsewhere,
  openNetwork,
  openLine,
}) => {
  test.setTimeout(180_000);
  const network = await openNetwork();
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true, network });
  const desk = await openElsewhere({ hasMap: false });
  const { button, city, beganAt } = await speakInCity(tablet, desk);
  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');

  const cutAt = Date.now();
  network.cut();
  await expect(city).toHaveAttribute('data-speaking', 'false');
  tell('the floor taken back after the cut', Date.now() - cutAt);
  await expect
    .poll(() => endsOf(line, beganAt))
    .toEqual([expect.stringMatching(/^(no-heartbeat|no-media|connection-lost)$/)]);
  const [reason] = await endsOf(line, beganAt);

  network.restore();
  const backAt = Date.now();
  await expect(button).not.toHaveAttribute('data-floor', 'speaking', { timeout: 10_000 });
  tell('agreed after the network was back', Date.now() - backAt);
  await expect(button).toContainText(reason === 'no-heartbeat' ? '终端无响应' : /没有收到声音|连接中断/);
  await tablet.mouse.up();
  await expectRecorded(line, beganAt);
  expect(await playedSeconds(desk, line, beganAt)).toBeGreaterThan(1);

  await tabletTalk(tablet).speak();
  await expectMarker(desk);
  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');
});

async function speakInCity(tablet: Page, desk: Page): Promise<{ button: Locator; city: Locator; beganAt: number }> {
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  const talk = tabletTalk(tablet);
  const city = talkCard(desk, '全市');
  const beganAt = Date.now();
  await talk.speak();
  await expect(city.getByText(`${name} 讲话中`)).toBeVisible();
  await expectMarker(desk);
  return { button: talk.button, city, beganAt };
}

/** What this crew has said since a moment, newest first. */
async function burstsOf(line: Line, from: number) {
  const { bursts } = await line.ask('voiceLog:list', {
    ...{ from, to: Date.now(), groupId: null, speakerId: '8T216', limit: 10 },
  });
  return bursts;
}

async function endsOf(line: Line, from: number) {
  return (await burstsOf(line, from)).map(({ endReason }) => endReason);
}

/** What was said before the fault is on the disk. */
async function expectRecorded(line: Line, from: number): Promise<void> {
  await expect.poll(async () => (await burstsOf(line, from)).at(-1)?.segmentIds.length ?? 0).toBeGreaterThan(0);
}

/** How many seconds with sound a page decodes of the recording of the first burst since a moment. */
async function playedSeconds(page: Page, line: Line, from: number): Promise<number> {
  const burst = (await burstsOf(line, from)).at(-1);
  return page.evaluate(
    async ({ path, token }) => {
      const response = await fetch(path, { headers: { authorization: `Bearer ${token}` } });
      const context = new OfflineAudioContext(1, 1, 48_000);
      const sound = await context.decodeAudioData(await response.arrayBuffer());
      const samples = sound.getChannelData(0);
      return samples.filter((sample) => Math.abs(sample) > 0.005).length / sound.sampleRate;
    },
    { path: `/media/bursts/${burst?.id ?? 'none'}`, token: line.token },
  );
}

function tell(what: string, milliseconds: number): void {
  console.log(`${what}: ${milliseconds} ms`);
  test.info().annotations.push({ type: what, description: `${milliseconds} ms` });
}
