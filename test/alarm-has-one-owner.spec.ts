import { callForHelp, completeAlarm, sosCard } from './fixtures/alarms';
import { openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['8T216'];

test('two desks take one alarm at the same moment: one has it, the other is told who', async ({ openElsewhere }) => {
  const tablet = await openElsewhere({ isTablet: true });
  const city = await openElsewhere({ hasMap: false });
  const district = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(city);
  await openConsole(district, 'wuchang');
  await callForHelp(tablet);

  const desks = [
    { page: city, name: '值班席 01' },
    { page: district, name: '武昌区指挥员' },
  ].map((desk) => ({ ...desk, card: sosCard(desk.page, plate) }));
  for (const { page, card } of desks) {
    await expect(card).toBeVisible();
    await expect(unit(page, plate)).toHaveAttribute('data-alarm', 'sos');
  }
  // Both buttons are there before either is pressed: what follows is decided by the server alone.
  const buttons = desks.map(({ card }) => card.getByRole('button', { name: '接警' }));
  for (const button of buttons) await expect(button).toBeVisible();
  await Promise.all(buttons.map((button) => button.evaluate((element) => (element as HTMLButtonElement).click())));

  const isOurs = await Promise.all(
    desks.map(async ({ card }) => {
      const ours = card.getByText('您在处置');
      await expect(ours.or(card.getByText(/处置中$/)).first()).toBeVisible();
      return ours.isVisible();
    }),
  );
  expect(isOurs.filter(Boolean)).toHaveLength(1);
  const winner = desks[isOurs.indexOf(true)];
  const loser = desks[isOurs.indexOf(false)];
  if (winner === undefined || loser === undefined) throw new Error('nobody has it');
  await expect(loser.card.getByText(`${winner.name} 处置中`)).toBeVisible();
  await expect(loser.card.getByRole('button', { name: '接警' })).toBeHidden();
  await expect(tablet.getByText(`${winner.name} 正在处置`)).toBeVisible();
  await completeAlarm(winner.page, winner.card, '已处置');
  for (const { card } of desks) await expect(card).toBeHidden();
});

test('an alarm whose owner vanishes is nobody’s again, and the next desk takes it', async ({
  openElsewhere,
  changeThresholds,
}) => {
  // A minute by default; a place may have less.
  await changeThresholds({ ownerGoneSeconds: 5 });

  const tablet = await openElsewhere({ isTablet: true });
  const city = await openElsewhere({ hasMap: false });
  const district = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(city);
  await openConsole(district, 'wuchang');
  await callForHelp(tablet);
  await sosCard(district, plate).getByRole('button', { name: '接警' }).click();
  const card = sosCard(city, plate);
  await expect(card.getByText('武昌区指挥员 处置中')).toBeVisible();

  await district.close();
  await expect(card.getByText('请您处置')).toBeVisible();
  await expect(tablet.getByText('中心已收到求助')).toBeVisible();
  await expect(unit(city, plate)).toHaveAttribute('data-alarm', 'sos');
  await card.getByRole('button', { name: '接警' }).click();
  await expect(tablet.getByText('值班席 01 正在处置')).toBeVisible();
  await card.getByRole('button', { name: '经过' }).click();
  await expect(card.getByText(/处置人离席/)).toBeVisible();
  await completeAlarm(city, card, '已处置');
  await expect(card).toBeHidden();
});
