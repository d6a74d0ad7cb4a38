import { openConsole } from './fixtures/console';
import { expect, test as journey } from './fixtures/journey';
import { chooseTabletGroup, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';
import { Zhiqin } from './fixtures/Zhiqin';

/** Fewer say nothing about 95 % of cases. */
const PRESSES = 20;
/** There and back it is more than the 300 ms that the standard gives to an access (3GPP TS 22.179 clause 6.15.3). */
const SLOW_MS = 220;

/** One of its own: the figures of other journeys are not among the figures of this one, nor its alarm among theirs. */
const test = journey.extend<object, { zhiqin: Zhiqin }>({
  zhiqin: [
    async ({}, use) => {
      const zhiqin = await Zhiqin.create({ vehicles: 0 });
      await use(zhiqin);
      await zhiqin.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

test('a KPI that goes over its limit is an event on the console, an alarm, a figure and the last breach on the status page', async ({
  zhiqin,
  openElsewhere,
  openNetwork,
}) => {
  test.setTimeout(300_000);
  const network = await openNetwork();
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true, network });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  const feed = desk.getByRole('region', { name: '动态' });
  await chooseTabletGroup(tablet, '全市');
  const city = talkCard(desk, '全市');
  const talk = tabletTalk(tablet);
  await talk.speak();
  await tablet.mouse.up();
  await expect(city).toHaveAttribute('data-speaking', 'false');

  network.slowDown(SLOW_MS);
  for (let press = 0; press < PRESSES; press += 1) {
    await talk.speak();
    await expect(city).toHaveAttribute('data-speaking', 'true');
    await tablet.mouse.up();
    await expect(city).toHaveAttribute('data-speaking', 'false');
    await expect(talk.button).not.toHaveAttribute('data-floor', 'speaking');
  }

  const told = feed.getByRole('listitem').filter({ hasText: /KPI 1 超限/ });
  await expect(told).toHaveCount(1);
  await expect(told).toContainText(/KPI 1 超限：\d{3,} ms，限值 300 ms/);
  await desk.keyboard.press('j');
  await expect(desk.locator('.alarm-card[data-kind="kpi-breach"]')).toContainText('对讲质量超限');
  await desk.keyboard.press('j');

  await desk.getByRole('button', { name: '运行监控' }).click();
  const tile = desk.locator('[data-kpi="1"]');
  await expect(tile).toHaveAttribute('data-level', 'breach');
  await expect(tile.locator('tr[data-source="calls"] .kpi-breach')).toHaveText(/^\d{1,2}:\d{2}/);
  await expect(desk.locator('[data-kpi="4"] tr[data-source="calls"] .kpi-breach')).toHaveCount(0);

  const figures = await (await fetch(`${zhiqin.address}/metrics`)).text();
  expect(figures).toMatch(/^zhiqin_kpi_breaches\{kpi="1",source="calls"\} 1$/m);
  const p95 = Number(/^zhiqin_kpi_ms\{kpi="1",source="calls",quantile="0.95"\} (\S+)$/m.exec(figures)?.[1]);
  expect(p95).toBeGreaterThan(300);
});
