import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMarker, expectOtherSound, expectSilence } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('the centre telephones a crew and a crew the centre, and both hear each other at once', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  const { plate } = tablets['8T216'];
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseUnit(desk, plate);
  await expectSilence(desk);

  await desk.getByRole('button', { name: `呼叫 ${plate}` }).click();
  const rung = tablet.getByRole('dialog', { name: '值班席 01 来电' });
  await expect(rung).toBeVisible();
  await expect(desk.getByRole('dialog', { name: /正在呼叫/ })).toBeVisible();
  await rung.getByRole('button', { name: '接听' }).click();
  const phone = desk.getByRole('region', { name: '电话' });
  await expect(phone.getByText('声音正常')).toBeVisible();
  await expectMarker(desk);
  await expectOtherSound(tablet);
  await phone.getByRole('button', { name: /挂断/ }).click();
  await expect(phone.getByText('通话结束')).toBeVisible();
  await expectSilence(desk);
  await expect(tablet.locator('.talk-button')).toBeVisible();
  await expect(tablet.getByRole('dialog')).toBeHidden();

  await tablet.getByRole('button', { name: '给指挥中心打电话' }).click();
  const incoming = desk.getByRole('alertdialog', { name: new RegExp(`${plate}.*来电|来电`) });
  await expect(incoming).toBeVisible();
  await incoming.getByRole('button', { name: /接听/ }).click();
  await expectMarker(desk);
  await tablet.getByRole('button', { name: '挂断' }).click();
  await expectSilence(desk);
  await expect(tablet.getByRole('dialog')).toBeHidden();

  await tablet.getByRole('button', { name: '给指挥中心打电话' }).click();
  await desk.getByRole('alertdialog').getByRole('button', { name: /拒接/ }).click();
  await expect(tablet.getByText('对方拒接')).toBeVisible();
});
