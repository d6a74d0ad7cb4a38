import { chooseUnit, openConsole, signIn } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { sendOrder } from './fixtures/order';
import { expectMarker } from './fixtures/talk';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['8T216'];
const TEXT = '黎黄陂路夜市摊位外溢，请到场。';

test('an order that nobody answers reaches the supervisor and rings the crew, who pick up: then nobody calls on them, and the order waits for their yes', async ({
  openElsewhere,
  openLine,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere({ hasMap: false });
  const administration = await openElsewhere({ hasMap: false });
  const review = await openElsewhere({ hasMap: false });

  // An administrator sees no orders, and sets what happens to them.
  const administrator = await openLine();
  await administrator.signIn('administrator', 'zhiqin-demo');
  const { vehicles } = await administrator.ask('fleet:list', {});
  const placeId = vehicles.find((vehicle) => vehicle.plate === plate)?.placeId ?? '';
  const { rules } = await administrator.ask('orders:settings', { placeId });
  const routine = rules.find(({ priority }) => priority === 'routine');
  if (routine === undefined) throw new Error('There is no rule for routine orders.');
  const steps = [
    { cause: 'not-accepted' as const, afterSeconds: 1, step: 'tell-supervisor' as const },
    { cause: 'not-accepted' as const, afterSeconds: 2, step: 'ring-crew' as const },
  ];
  await administrator.ask('orders:saveRule', { rule: { ...routine, placeId, steps } });
  try {
    await administration.goto('/');
    await signIn(administration, 'administrator');
    await administration.getByRole('button', { name: '催办规则与指令模板' }).click();
    const settings = administration.getByRole('dialog', { name: '催办规则与指令模板' });
    await expect(settings.getByRole('form')).toHaveCount(3);

    await goOnDuty(tablet, '8T216');
    await review.goto('/review');
    await signIn(review, 'supervisor');
    await openConsole(desk);
    await chooseUnit(desk, plate);
    await sendOrder(desk, TEXT);

    await expect(desk.getByRole('dialog', { name: /正在呼叫/ })).toBeVisible();
    const notice = review.getByRole('listitem').filter({ hasText: TEXT });
    await expect(notice).toContainText(`${plate} 未接受（负责人 值班席 01）`);
    const rung = tablet.getByRole('dialog', { name: '值班席 01 来电' });
    await rung.getByRole('button', { name: '接听' }).click();
    const phone = desk.getByRole('region', { name: '电话' });
    await expect(phone.getByText('声音正常')).toBeVisible();
    await expectMarker(desk);
    // Whoever picked up has answered, though not accepted.
    await expect(phone).toContainText(TEXT);
    await expect(notice).toBeHidden();
    await phone.getByRole('button', { name: /挂断/ }).click();

    // Orders of other journeys may stand before it.
    const line = await openLine();
    await line.signIn('dispatcher', 'zhiqin-demo');
    const own = tablet.getByRole('heading', { name: TEXT });
    const behind = tablet.getByRole('button', { name: /送达$/ });
    await expect(own.or(behind)).toBeVisible();
    if (await behind.isVisible()) await behind.click();
    await desk.keyboard.press('b');
    await desk.locator('.board-card').filter({ hasText: TEXT }).click();
    const crew = desk.getByRole('complementary', { name: /^指令 #\d+ 详情$/ }).locator('[data-fact="crew"]');
    await expect(crew).toContainText('已接听 值班席 01 的电话');
    await expect(crew).toContainText('未接受');
    await tablet.getByRole('button', { name: '接受', exact: true }).click();
    await expect(crew).toContainText('接受');
    const { orders } = await line.ask('orders:list', {});
    const order = orders.find(({ content }) => content.text === TEXT);
    expect(order?.receipts[0]?.escalations.map(({ step, call }) => [step, call?.outcome])).toEqual([
      ['tell-supervisor', undefined],
      ['ring-crew', 'answered'],
    ]);
    await line.ask('orders:cancel', { orderId: order?.id ?? '', vehicleId: null, reason: '演练结束' });
  } finally {
    await administrator.ask('orders:saveRule', { rule: { ...routine, placeId } });
  }
});
