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
