import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

test('a burst that the death of the server cuts is ended with its reason, and every screen agrees again', async ({
  zhiqin,
  openElsewhere,
  openLine,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  const talk = tabletTalk(tablet);
  const city = talkCard(desk, '全市');
  const beganAt = Date.now();
  await talk.speak();
  await expect(city.getByText(`${tablets['8T216'].name} 讲话中`)).toBeVisible();
  await expectMarker(desk);

  zhiqin.kill('server');
  await expect(talk.button).toHaveAttribute('data-floor', 'refused');
  await expect(talk.button).toContainText('连接中断');
  await tablet.mouse.up();
  await zhiqin.ready();
  await expect(desk.locator('[data-phase=online]')).toBeVisible();
  const backAt = Date.now();
  await expect(city).toHaveAttribute('data-speaking', 'false');
  await expect(talk.button).not.toHaveAttribute('data-floor', 'speaking');
  const agreedMs = Date.now() - backAt;
  console.log(`every screen agreed ${agreedMs} ms after the line was back`);
  test.info().annotations.push({ type: 'agreed after', description: `${agreedMs} ms` });

  const line = await openLine();
  await line.signIn('dispatcher', 'zhiqin-demo');
  await expect
    .poll(async () => {
      const { bursts } = await line.ask('voiceLog:list', {
        from: beganAt,
        to: Date.now(),
        groupId: null,
        speakerId: '8T216',
        limit: 10,
      });
      return bursts.map(({ endReason }) => endReason);
    })
    .toEqual(['server-restarted']);

  // The button still works, and what is said arrives.
  await talk.speak();
  await expectMarker(desk);
  await tablet.mouse.up();
});
