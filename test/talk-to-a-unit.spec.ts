import { chooseUnit, openConsole } from './fixtures/console';
import { listen } from './fixtures/ear';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';

/** The marker is a pure tone, so nearly all the sound that arrives is at its frequencies. */
const MARKER_SHARE = 0.6;
const SILENCE = 0.01;

test('a crew hears the dispatcher and nobody else, and answers', async ({ openElsewhere }) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ speaksMarker: true });
  const { plate, name } = tablets['8T216'];
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await chooseUnit(desk, plate);
  const talkPanel = tablet.locator('.talk-panel');
  await talkPanel.getByRole('button', { name: '指挥中心', exact: true }).click();
  await expect.poll(async () => (await listen(tablet)).loudness).toBeLessThan(SILENCE);

  await desk.keyboard.down('Space');
  await expect(talkPanel.locator('.group-state').getByText('值班席 01 正在讲话')).toBeVisible();
  await expect.poll(async () => (await listen(tablet)).markerShare).toBeGreaterThan(MARKER_SHARE);

  const talk = talkPanel.locator('.talk-button');
  await talk.hover();
  await tablet.mouse.down();
  await expect(talk).toHaveAttribute('data-floor', 'queued');
  await tablet.mouse.up();
  expect((await listen(tablet)).markerShare).toBeGreaterThan(MARKER_SHARE);

  await desk.keyboard.up('Space');
  await expect(talkPanel.locator('.group-state').getByText('值班席 01 正在讲话')).toBeHidden();
  await expect.poll(async () => (await listen(tablet)).loudness).toBeLessThan(SILENCE);

  await tablet.mouse.down();
  await expect(talk).toHaveAttribute('data-floor', 'speaking');
  await expect(desk.getByText(`${name} 讲话中`).first()).toBeVisible();
  await expect.poll(async () => (await listen(desk)).loudness).toBeGreaterThan(SILENCE);
  await tablet.mouse.up();
  await expect.poll(async () => (await listen(desk)).loudness).toBeLessThan(SILENCE);
});
