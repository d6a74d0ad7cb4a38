import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('an emergency call is seen on every page it concerns, goes before all others and is ended by the centre', async ({
  openElsewhere,
}) => {
  const inNeed = await openElsewhere({ isTablet: true, speaksMarker: true });
  const other = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(inNeed, '8T216');
  await goOnDuty(other, '6M560');
  await openConsole(desk);
  for (const tablet of [inNeed, other]) await chooseTabletGroup(tablet, '全市');

  const speaking = tabletTalk(other);
  await speaking.speak();

  const button = inNeed.getByRole('button', { name: /紧急呼叫/ });
  await button.hover();
  await inNeed.mouse.down();
  await expect(inNeed.getByRole('button', { name: '解除紧急' })).toBeVisible();
  await inNeed.mouse.up();
  const banner = desk.getByRole('alert').filter({ hasText: '紧急呼叫' }).filter({ hasText: tablets['8T216'].name });
  await expect(banner.first()).toBeVisible();
  await expect(talkCard(desk, '全市')).toHaveAttribute('data-emergency', 'true');
  await expect(speaking.panel).toHaveAttribute('data-emergency', 'true');

  const caller = tabletTalk(inNeed);
  await caller.speak();
  await expect(speaking.button).toHaveAttribute('data-floor', 'refused');
  await expectMarker(desk);
  await expectMarker(other);
  await inNeed.mouse.up();
  await other.mouse.up();

  await banner.getByRole('button', { name: '解除紧急' }).click();
  await expect(banner).toBeHidden();
  await expect(speaking.panel).toHaveAttribute('data-emergency', 'false');
  await expect(button).toContainText('按住 1 秒');
});
