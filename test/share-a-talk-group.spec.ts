import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import {
  aimAt,
  chooseTabletGroup,
  expectMarker,
  expectOtherSound,
  expectSilence,
  holdToTalk,
  tabletTalk,
  talkCard,
} from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('two crews and the centre speak one after the other, and the centre may break in', async ({ openElsewhere }) => {
  const first = await openElsewhere({ isTablet: true, speaksMarker: true });
  const second = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(first, '8T216');
  await goOnDuty(second, '6M560');
  await openConsole(desk);
  for (const tablet of [first, second]) await chooseTabletGroup(tablet, '全市');
  const city = talkCard(desk, '全市');
  const one = tabletTalk(first);
  const other = tabletTalk(second);
  await expectSilence(second);

  await one.speak();
  await expect(city.getByText(`${tablets['8T216'].name} 讲话中`)).toBeVisible();
  await expect(other.panel.getByText(`${tablets['8T216'].name} 正在讲话`).first()).toBeVisible();
  await expectMarker(second);
  await expectMarker(desk);

  await other.press();
  await expect(other.button).toHaveAttribute('data-floor', 'queued');
  await expect(city.getByRole('list', { name: '排队' })).toContainText(`1 ${tablets['6M560'].name}`);

  await first.mouse.up();
  await expect(other.button).toHaveAttribute('data-floor', 'speaking');
  await expect(city.getByText(`${tablets['6M560'].name} 讲话中`)).toBeVisible();
  await expectOtherSound(desk);

  await aimAt(desk, '全市');
  await holdToTalk(desk, city, 'p');
  await expect(other.button).toHaveAttribute('data-floor', 'refused');
  await expect(other.button).toContainText('更高优先级');
  await expectOtherSound(first);
  await desk.keyboard.up('p');
  await second.mouse.up();
  await expect(city.getByText('正在讲话')).toBeHidden();
  await expectSilence(first);
});

test('who spoke is told who heard it, and of the others why not', async ({ openElsewhere }) => {
  const tablet = await openElsewhere({ isTablet: true });
  const lost = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await goOnDuty(lost, '2W835');
  await lost.close();
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  await expectSilence(tablet);
  const city = await aimAt(desk, '全市');
  await holdToTalk(desk, city);
  await expectMarker(tablet);
  await desk.keyboard.up('Space');

  await city.getByRole('button', { name: /已播放 [1-9]\d*\/\d+/ }).click();
  const heard = desk.getByRole('dialog', { name: /谁听到了/ });
  const crew = heard.getByRole('row', { name: new RegExp(tablets['8T216'].plate) });
  await expect(crew).toContainText('✓');
  await expect(crew).toContainText('包');
  // On duty, and out of reach.
  const away = heard.getByRole('row', { name: new RegExp(tablets['2W835'].plate) });
  await expect(away).toContainText('离线');
});
