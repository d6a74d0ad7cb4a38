import type { Page } from 'playwright/test';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { chooseTabletGroup, expectMarker, expectSilence, tabletTalk, talkCard } from './fixtures/talk';
import { goOnDuty } from './fixtures/terminal';

declare global {
  interface Window {
    mediaActions: Map<string, MediaSessionActionHandler | null>;
  }
}

test('a crew member talks by the button of a headset and by a volume key, and finds out which of them work', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  await keepMediaActions(tablet);
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseTabletGroup(tablet, '全市');
  const { button } = tabletTalk(tablet);
  await expectSilence(desk);

  await expect(async () => {
    await pushHeadset(tablet, 'pause');
    await expect(button).toHaveAttribute('data-floor', 'speaking', { timeout: 3_000 });
  }).toPass();
  await expectMarker(desk);
  await pushHeadset(tablet, 'pause');
  await expect(button).toHaveAttribute('data-floor', 'none');
  await expect(talkCard(desk, '全市')).toHaveAttribute('data-speaking', 'false');
  await expectSilence(desk);

  await pressKey(tablet, 'AudioVolumeUp');
  await expect(button).toHaveAttribute('data-floor', 'speaking');
  await expect(button).toContainText('再点一次结束');
  await expectMarker(desk);
  await pressKey(tablet, 'AudioVolumeUp');
  await expect(button).toHaveAttribute('data-floor', 'none');

  await tablet.getByRole('button', { name: '本车' }).click();
  const keys = tablet.getByRole('region', { name: '耳机按键与音量键讲话' });
  await expect(keys).toContainText('耳机按键：已就绪');
  await expect(keys).toContainText('本机可用的按键：耳机按键、音量加');
});

/** Keeps what the page would do with a headset's button, as the system does. */
async function keepMediaActions(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.mediaActions = new Map();
    const { prototype } = MediaSession;
    const set = Object.getOwnPropertyDescriptor(prototype, 'setActionHandler')
      ?.value as MediaSession['setActionHandler'];
    prototype.setActionHandler = function (this: MediaSession, action, handler) {
      window.mediaActions.set(action, handler);
      set.call(this, action, handler);
    };
  });
}

async function pushHeadset(page: Page, action: 'play' | 'pause'): Promise<void> {
  await page.evaluate((action) => window.mediaActions.get(action)?.({ action }), action);
}

/** A key beside the screen, as the browser itself is told of it. */
async function pressKey(page: Page, key: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  for (const type of ['rawKeyDown', 'keyUp'] as const) await session.send('Input.dispatchKeyEvent', { type, key });
  await session.detach();
}
