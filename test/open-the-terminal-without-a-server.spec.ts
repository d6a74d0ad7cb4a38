import { type Page } from 'playwright/test';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate, code } = tablets['2W835'];

/** Everything that the content security policy has refused on a page. */
function refusalsOn(page: Page): string[] {
  const refusals: string[] = [];
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refusals.push(message.text());
  });
  return refusals;
}

/** Until the browser has kept the page, a start needs the server. */
async function expectKept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

test('a tablet on duty opens its page while the server is gone, and works again by itself when it is back', async ({
  zhiqin,
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true });
  const refusals = refusalsOn(tablet);
  await goOnDuty(tablet, '2W835');
  await expectKept(tablet);

  const letStart = zhiqin.holdDown('server');
  await expect.poll(() => zhiqin.isHealthy()).toBe(false);
  await tablet.reload();
  await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeVisible();
  await expect(tablet.getByText(plate)).toBeVisible();
  await expect(tablet.getByText('✕ 网络中断', { exact: true })).toBeVisible();

  letStart();
  await expect(tablet.getByText(/摄像头正在传送/)).toBeVisible({ timeout: 90_000 });
  await expect(tablet.getByText('没有网络。显示的是本机保存的状态')).toBeHidden();
  expect(refusals).toEqual([]);
});

test('a tablet that nobody has signed in on says that there is no network, and goes on when there is', async ({
  zhiqin,
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true });
  await tablet.goto('/vehicle');
  await expectKept(tablet);

  const letStart = zhiqin.holdDown('server');
  await expect.poll(() => zhiqin.isHealthy()).toBe(false);
  await tablet.reload();
  await expect(tablet.getByRole('heading', { name: '登记本机' })).toBeVisible();
  await expect(tablet.getByText('网络中断')).toBeVisible();

  letStart();
  await expect(tablet.getByText('网络中断')).toBeHidden({ timeout: 90_000 });
  await tablet.getByLabel('设备码').fill(code);
  await tablet.getByRole('button', { name: '登记', exact: true }).click();
  await expect(tablet.getByRole('button', { name: plate })).toBeVisible();
});
