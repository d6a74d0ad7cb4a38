import { openConsole, signIn, units } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { goOnDuty } from './fixtures/terminal';

test('a wrong password is told in words, and the right one opens the console', async ({ page }) => {
  await page.goto('/');
  await signIn(page, 'dispatcher', 'not the password');
  await expect(page.getByRole('alert').filter({ hasText: '账号或密码不正确' })).toBeVisible();
  await signIn(page, 'dispatcher');
  await expect(units(page)).toBeVisible();
});

test('a reloaded page is still who it was, until it signs out', async ({ page }) => {
  await openConsole(page);
  await page.reload();
  await expect(units(page)).toBeVisible();
  await page.getByRole('button', { name: '退出', exact: true }).click();
  await expect(page.getByLabel('密码')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('密码')).toBeVisible();
});

test('every word of the console is there in English too', async ({ page }) => {
  await openConsole(page);
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByRole('navigation', { name: 'Units' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('navigation', { name: 'Units' })).toBeVisible();
});

test('a console that the browser keeps silent says so until it is clicked', async ({ openElsewhere }) => {
  const page = await openElsewhere({ hasMap: false, locksSound: true });
  await openConsole(page);
  const locked = page.getByRole('button', { name: '声音已被浏览器锁定，点击开启' });
  // Whoever has signed in has touched the page; one that was loaded anew nobody has.
  await expect(locked).toBeHidden();
  await page.reload();
  await expect(locked).toBeVisible();
  await locked.click();
  await expect(locked).toBeHidden();
});

test('a tablet whose vehicle is signed in on another one says so, and sends nothing any more', async ({
  openElsewhere,
}) => {
  const first = await openElsewhere({ isTablet: true });
  await goOnDuty(first, '6M560');
  const second = await openElsewhere({ isTablet: true });
  await goOnDuty(second, '6M560');
  await expect(first.getByText('本车已在另一台设备上登录，这里的画面和声音已停止。')).toBeVisible();
  await expect(first.getByText(/摄像头正在传送/)).toBeHidden();
  await expect(second.getByText(/摄像头正在传送/)).toBeVisible();
});
