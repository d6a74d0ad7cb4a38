import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMarker, expectOtherSound, expectSilence, holdToTalk, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('gathered vehicles are broadcast to and cannot answer, and answer in a group that is opened for them', async ({
  openElsewhere,
}) => {
  test.setTimeout(180_000);
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true, hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  const { button } = tabletTalk(tablet);
  const groups = tablet.locator('.group-choice');

  const gather = async (name: string) => {
    await chooseUnit(desk, tablets['8T216'].plate);
    await desk.keyboard.press('g');
    const muster = desk.getByRole('region', { name: '已选 1 辆' });
    await muster.getByRole('textbox', { name: '通话名称' }).fill(name);
    return muster;
  };

  await (await gather('大风预警')).getByRole('button', { name: '广播' }).click();
  const broadcast = talkCard(desk, '大风预警');
  await expect(broadcast).toHaveAttribute('data-target', 'true');
  await groups.getByRole('button', { name: '广播' }).click();
  await expect(button).toBeDisabled();
  await expect(button).toContainText('本组只能收听');
  await expectSilence(tablet);
  await holdToTalk(desk, broadcast);
  await expectMarker(tablet);
  await desk.keyboard.up('Space');
  await broadcast.getByRole('button', { name: '结束“大风预警”' }).click();
  await expect(groups.getByRole('button', { name: '广播' })).toBeHidden();

  await (await gather('联合整治')).getByRole('button', { name: '建组对讲' }).click();
  const group = talkCard(desk, '联合整治');
  await expect(group).toBeVisible();
  await groups.getByRole('button', { name: '临时组' }).click();
  await expectSilence(desk);
  await tabletTalk(tablet).speak();
  await expect(group.getByText(`${tablets['8T216'].name} 讲话中`)).toBeVisible();
  await expectOtherSound(desk);
  await tablet.mouse.up();
  await group.getByRole('button', { name: '结束“联合整治”' }).click();
  await expect(group).toBeHidden();
});
