import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AlarmKind } from '@protocol';
import { writeCameraFilm } from './fixtures/cameraFilm';
import { openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';

const lenses = [
  { look: 'black', vehicle: '6M560', kind: 'black-picture', word: '画面全黑' },
  { look: 'covered', vehicle: '8T216', kind: 'covered-picture', word: '镜头被遮挡' },
  { look: 'frozen', vehicle: '2W835', kind: 'frozen-picture', word: '画面静止' },
] as const;
/**
 * The pictures are looked at every ten seconds, a frozen one at least twice, and it must last. A machine that is busy codes
 * the same picture anew in another quality or size for a while, and until it is steady nothing is frozen.
 */
const FOUND_WITHIN_MS = 200_000;

test('a lens that is black, covered or stuck is an alarm on the console, by the pictures that the recorder has', async ({
  openElsewhere,
  openLine,
  changeThresholds,
  zhiqin,
}) => {
  test.setTimeout(360_000);
  const folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-lens-'));
  await changeThresholds({ blackPictureSeconds: 20, coveredPictureSeconds: 20, frozenPictureSeconds: 20 });
  try {
    const desk = await openElsewhere({ hasMap: false });
    await openConsole(desk);
    for (const { look, vehicle } of lenses) {
      const cameraFile = path.join(folder, `${look}.y4m`);
      await writeCameraFilm(cameraFile, look);
      await goOnDuty(await openElsewhere({ isTablet: true, cameraFile }), vehicle);
    }
    const line = await openLine();
    await line.signIn('dispatcher', 'zhiqin-demo');
    const found = async (): Promise<(AlarmKind | undefined)[]> => {
      const { alarms } = await line.ask('alarms:list', {});
      const { vehicles } = await line.ask('fleet:list', {});
      return lenses.map(({ kind, vehicle }) => {
        const id = vehicles.find(({ plate }) => plate === tablets[vehicle].plate)?.id;
        return alarms.find((alarm) => alarm.kind === kind && alarm.vehicleId === id && alarm.state !== 'completed')
          ?.kind;
      });
    };
    await expect.poll(found, { timeout: FOUND_WITHIN_MS }).toEqual(lenses.map(({ kind }) => kind));
    await desk.keyboard.press('j');
    for (const { kind, word } of lenses) {
      await expect(desk.locator(`.alarm-card[data-kind="${kind}"]`).first()).toContainText(word);
    }
    const figures = await (await fetch(`${zhiqin.address}/metrics`)).text();
    const figure = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(figures)?.[1]);
    expect(figure('zhiqin_pictures_decoded')).toBeGreaterThan(0);
    const perPicture = figure('zhiqin_pictures_cpu_seconds') / figure('zhiqin_pictures_decoded');
    test.info().annotations.push({ type: 'processor seconds per picture', description: perPicture.toFixed(3) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
