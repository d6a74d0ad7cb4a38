import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMarker, expectSilence, holdToTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

/** Far outside of what the map shows. */
const ELSEWHERE = { longitude: 112.2, latitude: 29.2 };

test('a vehicle that leaves an area leaves its call, and comes back into it while somebody speaks', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true });
  const { plate } = tablets['8T216'];
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await expect(desk.getByRole('listitem').filter({ hasText: new RegExp(`^${plate} 114`) })).toBeAttached();

  await desk.keyboard.press('k');
  await desk.getByRole('button', { name: '以当前视野为区域' }).click();
  await desk.getByRole('textbox', { name: '通话名称' }).fill('夜市整治');
  await desk.getByRole('button', { name: '建立区域组' }).click();
  const area = talkCard(desk, '夜市整治');
  await expect(area).toBeVisible();
  await expect(desk.locator('.map-outlines text').filter({ hasText: '夜市整治' })).toBeVisible();
  const ownArea = tablet.locator('.group-choice').getByRole('button', { name: /区域组/ });
  await expect(ownArea).toBeVisible();

  await expect(area).toHaveAttribute('data-target', 'true');
  await holdToTalk(desk, area);
  await expectMarker(tablet);

  await tablet.context().setGeolocation(ELSEWHERE);
  await expect(ownArea).toBeHidden();
  await expect(area.getByText(`${plate} 驶出`)).toBeVisible();
  await expectSilence(tablet);

  await tablet.context().setGeolocation({ longitude: 114.3055, latitude: 30.5928 });
  await expect(ownArea).toBeVisible();
  await expect(area.getByText(`${plate} 驶入`)).toBeVisible();
  await expectMarker(tablet);
  await desk.keyboard.up('Space');

  await area.getByRole('button', { name: '结束“夜市整治”' }).click();
  await expect(area).toBeHidden();
  await expect(ownArea).toBeHidden();
});
