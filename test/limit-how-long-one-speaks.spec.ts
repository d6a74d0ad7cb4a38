import { goOnDuty } from './fixtures/terminal';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, tabletTalk } from './fixtures/talk';

test('a dispatcher shortens how long one may speak in a group while it runs: the crew is warned, and then ended', async ({
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const desk = await openElsewhere({ hasMap: false });
  await openConsole(desk);
  const tablet = await openElsewhere({ isTablet: true });
  await goOnDuty(tablet, '6M560');
  await chooseTabletGroup(tablet, '全市');

  await desk.getByRole('button', { name: '话权设置' }).click();
  const dialog = desk.getByRole('dialog', { name: '话权设置' });
  await dialog.getByLabel('对讲组').selectOption({ label: '全市' });
  const limit = dialog.getByLabel('一次最长讲话');
  const save = dialog.getByRole('button', { name: '保存' });
  await expect(limit).toHaveValue('30');
  // What is out of bounds is said, and cannot be saved.
  await limit.fill('4');
  await expect(limit).toHaveAttribute('aria-invalid', 'true');
  await expect(save).toBeDisabled();
  await limit.fill('8');
  await save.click();
  await expect(dialog.getByRole('status')).toHaveText('已保存，立即生效');

  const { button, speak } = tabletTalk(tablet);
  await speak();
  await expect(button).toHaveClass(/ending/, { timeout: 20_000 });
  await expect(button).toHaveAttribute('data-floor', 'refused', { timeout: 20_000 });
  await expect(button).toContainText('讲话超时');
  await tablet.mouse.up();

  // It is kept for who opens the page anew, and goes back as easily.
  await dialog.getByRole('button', { name: '关闭' }).click();
  await desk.getByRole('button', { name: '话权设置' }).click();
  await dialog.getByLabel('对讲组').selectOption({ label: '全市' });
  await expect(limit).toHaveValue('8');
  await dialog.getByRole('button', { name: '恢复默认值' }).click();
  await save.click();
  await expect(dialog.getByRole('status')).toHaveText('已保存，立即生效');
  await expect(limit).toHaveValue('30');
});

test('an administrator, who speaks in no group, sets its timers, and who is in charge of another group alone does not', async ({
  openElsewhere,
  openLine,
}) => {
  const page = await openElsewhere({ hasMap: false });
  await openConsole(page, 'administrator');
  await page.getByRole('button', { name: '话权设置' }).click();
  const dialog = page.getByRole('dialog', { name: '话权设置' });
  await dialog.getByLabel('对讲组').selectOption({ label: '江岸区' });
  const queue = dialog.getByLabel('排队人数上限');
  await expect(queue).toHaveValue('10');
  await queue.fill('3');
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(dialog.getByRole('status')).toHaveText('已保存，立即生效');

  // Those who speak in the group have it at once; a desk of another district is neither shown it nor may change it.
  const dispatcher = await openLine();
  await dispatcher.signIn('dispatcher', 'zhiqin-demo');
  const { groups } = await dispatcher.ask('voice:list', {});
  const group = groups.find(({ kind, name }) => kind === 'district' && name === '江岸区');
  expect(group?.settings.queueLength).toBe(3);
  const wuchang = await openLine();
  await wuchang.signIn('wuchang', 'zhiqin-demo');
  const shown = (await wuchang.ask('voice:settings', {})).groups.map(({ name }) => name);
  expect(shown).toContain('武昌区');
  expect(shown).not.toContain('江岸区');
  const change = { groupId: group?.id ?? '', settings: { queueLength: 0 } };
  expect(await wuchang.refusal('voice:configure', change)).toBe('forbidden');

  await dialog.getByRole('button', { name: '恢复默认值' }).click();
  await dialog.getByRole('button', { name: '保存' }).click();
  await expect(queue).toHaveValue('10');
  await expect(dialog.getByRole('status')).toHaveText('已保存，立即生效');
});
