import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { signIn } from './fixtures/console';
import { expect, test as journey } from './fixtures/journey';
import { Zhiqin } from './fixtures/Zhiqin';

const OWN_PASSWORD = 'long-enough-and-my-own';

/** A site's own, without the demo's people. */
const test = journey.extend<object, { zhiqin: Zhiqin }>({
  zhiqin: [
    async ({}, use) => {
      const zhiqin = await Zhiqin.create({ vehicles: 0, isSite: true });
      await use(zhiqin);
      await zhiqin.close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

test('the first administrator signs in once with the password of the file, and then with one of his own', async ({
  page,
  zhiqin,
}) => {
  const file = path.join(zhiqin.dataFolder, 'first-password.txt');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const oneTime = /password "([^"]+)"/.exec(await readFile(file, 'utf8'))?.[1] ?? '';
  expect(oneTime.length).toBeGreaterThan(10);
  // It is nowhere but there.
  expect(zhiqin.log).not.toContain(oneTime);

  await page.goto('/');
  await expect(page.getByText('演示登录')).toBeHidden();
  await signIn(page, 'administrator', oneTime);
  await expect(page.getByText('首次登录请修改密码')).toBeVisible();
  // A reload leads past it as little as an address does.
  await page.reload();
  await expect(page.getByText('首次登录请修改密码')).toBeVisible();
  await page.goto('/review');
  await expect(page.getByRole('main')).toBeVisible();
  await expect(page.locator('.review')).toBeHidden();
  await page.goto('/');

  const change = page.getByRole('button', { name: '修改密码' });
  await page.getByLabel('当前密码').fill(oneTime);
  await page.getByLabel('新密码（至少 10 位）').fill('short');
  await change.click();
  await expect(page.getByText('新密码至少 10 位')).toBeVisible();
  await page.getByLabel('当前密码').fill('not the password');
  await page.getByLabel('新密码（至少 10 位）').fill(OWN_PASSWORD);
  await change.click();
  await expect(page.getByRole('alert').filter({ hasText: '当前密码不正确' })).toBeVisible();
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.getByText('Change your password first')).toBeVisible();
  await page.getByLabel('Present password').fill(oneTime);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('navigation', { name: 'Units' })).toBeVisible();
  await page.getByRole('button', { name: '中文' }).click();

  await page.getByRole('button', { name: '退出', exact: true }).click();
  // At once, although the server is just about to cut the line of the session that has ended.
  await signIn(page, 'administrator', oneTime);
  await expect(page.getByRole('alert').filter({ hasText: '账号或密码不正确' })).toBeVisible();
  await signIn(page, 'administrator', OWN_PASSWORD);
  await expect(page.getByRole('navigation', { name: '执勤单位' })).toBeVisible();
});
