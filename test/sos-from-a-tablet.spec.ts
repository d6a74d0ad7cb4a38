import { callForHelp, completeAlarm, sosCard } from './fixtures/alarms';
import { camera, openConsole, unit } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { expectMovingPicture } from './fixtures/picture';
import { chooseTabletGroup, expectMarker, expectSilence, tabletTalk } from './fixtures/talk';
import { goOffDuty, goOnDuty, tablets } from './fixtures/terminal';

const { plate, name } = tablets['8T216'];

test('a crew calls for help: the desk sees, hears and owns it, and closes it with a result', async ({
  openElsewhere,
  openLine,
}) => {
  const tablet = await openElsewhere({ isTablet: true, speaksMarker: true });
  const desk = await openElsewhere();
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  await expect(unit(desk, plate)).toBeVisible();
  await chooseTabletGroup(tablet, '全市');
  const spokenIn = tablet.locator('.group-state');
  await expect(spokenIn).toContainText('全市');

  await callForHelp(tablet);
  const card = sosCard(desk, plate);
  await expect(card).toBeVisible();
  await expect(tablet.getByRole('button', { name: /撤销/ })).toBeVisible();
  await expect(tablet.getByText('中心已收到求助')).toBeVisible();
  // Whatever is done of itself: the emergency floor, the cameras with their sound, the map, the list.
  await expect(desk.getByRole('alert').filter({ hasText: '紧急呼叫' }).filter({ hasText: name })).toBeVisible();
  const panel = desk.getByRole('complementary', { name: `已选车辆 ${plate}` });
  await expectMovingPicture(camera(panel, plate).locator('video'));
  await expectMarker(desk);
  await expect(desk.getByRole('button', { name: '跟随中' })).toBeVisible();
  await expect(unit(desk, plate)).toHaveAttribute('data-alarm', 'sos');
  await expect(card.getByRole('region', { name: '就近车辆' }).getByRole('button').first()).toBeVisible();
  await expect(tablet.getByRole('button', { name: /撤销/ })).toBeHidden();
  // Whoever holds the big button now speaks on the emergency floor, wherever he spoke before.
  await expect(spokenIn).toContainText('一中队');
  const { panel: talk, speak } = tabletTalk(tablet);
  await expect(talk).toHaveAttribute('data-emergency', 'true');
  await speak();
  await tablet.mouse.up();

  await card.getByRole('button', { name: '接警' }).click();
  await expect(card.getByText('您在处置')).toBeVisible();
  await expect(tablet.getByText('值班席 01 正在处置')).toBeVisible();
  await expectMarker(desk);

  await completeAlarm(desk, card, '已到场，人员平安');
  await expect(card).toBeHidden();
  await expect(tablet.locator('.sos-button')).toBeVisible();
  await expect(spokenIn).toContainText('全市');
  await expect(desk.getByRole('alert').filter({ hasText: name })).toBeHidden();
  // An alarm of another kind, such as a gap of a busy machine's recording, is not the call.
  await expect(unit(desk, plate)).not.toHaveAttribute('data-alarm', 'sos');
  await expectSilence(desk);

  const line = await openLine();
  await line.signIn('administrator', 'zhiqin-demo');
  const search = { from: 0, to: Date.now() + 60_000, text: null, action: null, outcome: null, subject: null };
  const { rows } = await line.ask('audit:search', { ...search, before: null, limit: 200 });
  const actions = rows.map(({ action }) => action).reverse();
  for (const action of [
    ...['alarms.raised', 'recording.hold', 'calls.startEmergency', 'video.listen'],
    ...['alarms.attended', 'alarms.completed', 'recording.holdEnded', 'calls.endEmergency'],
  ]) {
    expect(actions).toContain(action);
  }
});

test('a call for help by mistake is taken back, and pressing again and again takes nothing back', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  const card = sosCard(desk, plate);

  await callForHelp(tablet);
  // Looked for in every frame: it can be taken back for three seconds only.
  await card.waitFor();
  await tablet.getByRole('button', { name: /撤销/ }).click();
  await expect(card).toBeHidden();
  await expect(tablet.locator('.sos-button')).toBeVisible();

  const place = await tablet.locator('.sos-button').boundingBox();
  if (place === null) throw new Error('the button is nowhere');
  for (let press = 0; press < 3; press += 1) await tablet.mouse.click(place.x + 40, place.y + place.height / 2);
  await expect(card).toBeVisible();
  await expect(tablet.getByText('中心已收到求助')).toBeVisible();
  await card.getByRole('button', { name: '接警' }).click();
  await completeAlarm(desk, card, '误报');
  await expect(card).toBeHidden();
});

test('a call for help by the device’s own key goes out without any media, and over a server that was gone', async ({
  openElsewhere,
  zhiqin,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await openConsole(desk);
  const card = sosCard(desk, plate);

  // From now on no packet of media finds its way: whoever connects anew may go through a relay alone, and there is none.
  await tablet.evaluate(() => {
    const Original = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Original {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'relay' });
      }
    };
  });
  const letServerCome = zhiqin.holdDown('server');
  await expect(tablet.locator('.offline-line')).toBeVisible();
  await tablet.keyboard.press('F9');
  await expect(tablet.getByText('一直重发，直到中心收到')).toBeVisible();
  letServerCome();
  await zhiqin.ready();

  await expect(card).toBeVisible();
  await expect(tablet.getByText('中心已收到求助')).toBeVisible();
  await expect(card).toHaveCount(1);
  await card.getByRole('button', { name: '接警' }).click();
  await expect(tablet.getByText('值班席 01 正在处置')).toBeVisible();
  await completeAlarm(desk, card, '已联系车组');
  await expect(tablet.locator('.sos-button')).toBeVisible();
});

test('a crew that is signed in and not on duty calls for help with one press, and is followed on the map', async ({
  openElsewhere,
}) => {
  const tablet = await openElsewhere({ isTablet: true });
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await goOffDuty(tablet);
  await openConsole(desk);
  const card = sosCard(desk, plate);

  await callForHelp(tablet);
  await expect(card).toBeVisible();
  await expect(tablet.getByText('正在上报位置')).toBeVisible();
  await card.getByRole('button', { name: '接警' }).click();
  await expect(tablet.getByText('值班席 01 正在处置')).toBeVisible();
  await completeAlarm(desk, card, '已联系车组');
  await expect(tablet.locator('.sos-button')).toBeVisible();
});
