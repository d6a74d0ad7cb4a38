import type { BrowserContext, Page } from 'playwright/test';
import { chooseUnit, openConsole } from './fixtures/console';
import { expect, test } from './fixtures/journey';
import { goOnDuty, tablets } from './fixtures/terminal';

const { plate } = tablets['8T216'];

/** What a page asks of its microphone from now on, and what the page's own hand on it is. */
interface MicrophoneHand {
  isDenied: boolean;
  mute: (muted: boolean) => void;
}
declare global {
  interface Window {
    microphoneHand: MicrophoneHand;
  }
}

/** A microphone that the browser refuses until it is told otherwise, and that can be muted as by its own switch. */
async function putMicrophoneHandInto(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const opened: MediaStreamTrack[] = [];
    const hand: MicrophoneHand = {
      isDenied: true,
      mute: (muted) => {
        for (const track of opened) {
          Object.defineProperty(track, 'muted', { value: muted, configurable: true });
          track.dispatchEvent(new Event(muted ? 'mute' : 'unmute'));
        }
      },
    };
    window.microphoneHand = hand;
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = async (wanted) => {
      if (wanted?.audio && hand.isDenied) throw new DOMException('refused', 'NotAllowedError');
      const stream = await original(wanted);
      opened.push(...stream.getAudioTracks());
      return stream;
    };
  });
}

const mute = (tablet: Page, muted: boolean): Promise<void> =>
  tablet.evaluate((wanted) => window.microphoneHand.mute(wanted), muted);

test('a microphone that is refused or muted is an alarm and a gap of the record, and both say why', async ({
  openElsewhere,
  openLine,
  changeThresholds,
}) => {
  await changeThresholds({ noSoundSeconds: 5 });
  const supervisor = await openLine();
  await supervisor.signIn('supervisor', 'zhiqin-demo');
  const { vehicles } = await supervisor.ask('fleet:list', {});
  const vehicleId = vehicles.find((vehicle) => vehicle.plate === plate)?.id ?? '';
  const from = Date.now();
  /** Of the evidence sound. */
  const gapReasons = async (): Promise<string[]> => {
    const { tracks } = await supervisor.ask('recording:coverage', { vehicleId, from, to: Date.now() + 1_000 });
    const sound = tracks.find(({ track }) => track === 'evidence-sound');
    return (sound?.stretches ?? []).flatMap(({ kind, reason }) => (kind === 'gap' && reason !== null ? reason : []));
  };
  const tablet = await openElsewhere({ isTablet: true });
  await putMicrophoneHandInto(tablet.context());
  const desk = await openElsewhere({ hasMap: false });
  await goOnDuty(tablet, '8T216');
  await expect(tablet.getByText('麦克风：没有授权，请在浏览器中允许使用')).toBeVisible();
  await openConsole(desk);
  const panel = await chooseUnit(desk, plate);
  await expect(panel.getByText('无现场声音 · 麦克风未授权')).toBeVisible();
  await desk.keyboard.press('j');
  const card = desk.locator('.alarm-card[data-kind="no-sound"]').filter({ hasText: plate });
  await expect(card).toContainText('麦克风未授权');
  await expect.poll(gapReasons).toContain('microphone-denied');

  await tablet.evaluate(() => {
    window.microphoneHand.isDenied = false;
  });
  await tablet.getByRole('button', { name: '重试' }).click();
  await expect(tablet.getByText(/麦克风：/)).toBeHidden();
  await expect(panel.getByText('静音中')).toBeVisible();
  await expect(card).toContainText('现象已消失');

  await mute(tablet, true);
  await expect(tablet.getByText('麦克风：被设备或系统静音，请检查静音键')).toBeVisible();
  await expect(panel.getByText('无现场声音 · 麦克风被设备静音')).toBeVisible();
  await expect(card).toContainText('麦克风被设备静音');
  await expect.poll(gapReasons).toContain('microphone-muted');
  await mute(tablet, false);
  await expect(panel.getByText('静音中')).toBeVisible();
  await expect(card).toContainText('现象已消失');
});
