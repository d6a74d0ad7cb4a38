import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import { Line } from '../test/fixtures/Line';
import { goOnDuty, tablets } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { tapeEar, tapeMouth, type SoundTape } from './mouthAndEar';
import { compare, firstHeard, LOST_AFTER_MS, type Burst } from './soundTape';
import { writeSyllables } from './syllables';
import { publishTimeCode } from './timeCode';
import { UdpRelay } from './UdpRelay';

const BURSTS = 30;
const TALK_MS = 620;
const PAUSE_MS = 230;
const LATE_ENTRIES = 12;
const AWAY_MS = 350;
const BACK_MS = 650;
const SEED = 3;
const GROUP_NAME = '口到耳';
const LOSS = { loss: 0.03, jitterMs: 50 };
/** Both terminals encode a camera in software on this machine: larger pictures would measure that. */
const PICTURE = { width: 320, height: 180 };
/** The server announces this address, and the relay stands on it. */
const PATH_ADDRESS = '127.0.0.2';

process.env['ANNOUNCED_ADDRESS'] = PATH_ADDRESS;
const folder = await mkdtemp(path.join(tmpdir(), 'zhiqin-mouth-'));
const microphoneFile = path.join(folder, 'syllables.wav');
await writeSyllables(microphoneFile);
const zhiqin = await Zhiqin.create({ vehicles: 0 });
const mediaPort = Number(new URL(zhiqin.address).port) + 1;
const relays = await Promise.all(
  cpus().map((_, index) => {
    const port = mediaPort + index;
    return UdpRelay.create({ address: PATH_ADDRESS, port }, { address: '127.0.0.1', port }, SEED + index);
  }),
);
const desk = new Desk(zhiqin.address);

interface Tapes {
  readonly spoken: SoundTape;
  readonly heard: SoundTape;
}

/** Holds the big button for each burst; answers with when each tone began and the button went up. */
async function speak(page: Page, count: number): Promise<Burst[]> {
  const button = page.locator('.talk-panel .talk-button');
  const bursts: Burst[] = [];
  for (let burst = 0; burst < count; burst += 1) {
    await page.evaluate(() => window.toneBeginnings.splice(0));
    await button.dispatchEvent('pointerdown', { pointerId: 1, button: 0 });
    await expect(button).toHaveAttribute('data-floor', 'speaking');
    await page.waitForTimeout(TALK_MS);
    const [toneAt, upAt] = await page.evaluate(() => [
      window.toneBeginnings[0] ?? 0,
      performance.timeOrigin + performance.now(),
    ]);
    await button.dispatchEvent('pointerup', { pointerId: 1, button: 0 });
    bursts.push({ toneAt: toneAt ?? 0, upAt: upAt ?? 0 });
    await page.waitForTimeout(PAUSE_MS);
  }
  return bursts;
}

try {
  const mouth = await desk.open('plain', { microphoneFile });
  const ear = await desk.open('plain');
  await mouth.addInitScript(publishTimeCode, PICTURE);
  await ear.addInitScript(publishTimeCode, PICTURE);
  await mouth.addInitScript(tapeMouth);
  await ear.addInitScript(tapeEar);
  const line = await Line.create(zhiqin.address);
  await line.signIn('dispatcher', 'zhiqin-demo');
  await goOnDuty(mouth, '8T216');
  const speakersPaths = relays.map((relay) => relay.paths());
  await goOnDuty(ear, '2W835');
  progress('both terminals are on duty');
  const vehicles = (await line.ask('fleet:list', {})).vehicles;
  const idOf = (vehicle: keyof typeof tablets): string =>
    vehicles.find(({ plate }) => plate === tablets[vehicle].plate)!.id;
  const [speaker, listener] = [idOf('8T216'), idOf('2W835')];
  const group = await line.ask('calls:open', {
    opening: { kind: 'ad-hoc', name: GROUP_NAME, vehicleIds: [speaker, listener] },
  });
  await mouth.locator('.group-choice').getByTitle(GROUP_NAME).click();
  await mouth.waitForTimeout(1_500);

  /** What both have taped since the last time. */
  const tapes = async (): Promise<Tapes> => {
    await ear.waitForTimeout(LOST_AFTER_MS);
    const [spoken, heard] = await Promise.all([
      mouth.evaluate(() => ({ latencyMs: window.spokenSound.latencyMs, blocks: window.spokenSound.blocks.splice(0) })),
      ear.evaluate(() => ({ latencyMs: 0, blocks: window.heardSound.blocks.splice(0) })),
    ]);
    return { spoken, heard };
  };
  await tapes();
  const clearBursts = await speak(mouth, BURSTS);
  const clearTapes = await tapes();
  progress(`${BURSTS} bursts on a clear path`);

  const button = mouth.locator('.talk-panel .talk-button');
  await button.dispatchEvent('pointerdown', { pointerId: 1, button: 0 });
  await expect(button).toHaveAttribute('data-floor', 'speaking');
  const entries: number[] = [];
  const members = (vehicleIds: string[]) => line.ask('calls:change', { groupId: group.id, vehicleIds, area: null });
  for (let entry = 0; entry < LATE_ENTRIES; entry += 1) {
    await members([speaker]);
    await ear.waitForTimeout(AWAY_MS);
    entries.push(performance.timeOrigin + performance.now());
    await members([speaker, listener]);
    await ear.waitForTimeout(BACK_MS);
  }
  await button.dispatchEvent('pointerup', { pointerId: 1, button: 0 });
  const lateTapes = await tapes();
  progress(`${LATE_ENTRIES} late entries`);

  for (const [index, relay] of relays.entries()) relay.suffer(LOSS, speakersPaths[index] ?? new Set());
  const lossyBursts = await speak(mouth, BURSTS);
  const lossyTapes = await tapes();
  progress(`${BURSTS} bursts with ${LOSS.loss * 100} % loss and ${LOSS.jitterMs} ms jitter`);

  const clear = compare(clearTapes.spoken, clearTapes.heard, clearBursts);
  const lossy = compare(lossyTapes.spoken, lossyTapes.heard, lossyBursts);
  const lateEntries = firstHeard(lateTapes.heard, entries);
  publish('mouth-to-ear', {
    p50Ms: percentile(clear.delays, 0.5),
    p95Ms: percentile(clear.delays, 0.95),
    lateEntryP50Ms: percentile(lateEntries, 0.5),
    lateEntryP95Ms: percentile(lateEntries, 0.95),
    lateEntries: LATE_ENTRIES,
    cutOffMs: percentile(clear.cutOffs, 0.95),
    markersLost: clear.lost,
    markers: clear.delays.length,
    lossyP50Ms: percentile(lossy.delays, 0.5),
    lossyP95Ms: percentile(lossy.delays, 0.95),
    lossyMarkersLost: lossy.lost,
    lossyMarkers: lossy.delays.length,
    bursts: BURSTS,
    captureLatencyMs: Math.round(clearTapes.spoken.latencyMs * 10) / 10,
    lossyPath: `the speaker's, both ways: ${LOSS.loss * 100} % loss, 0 to ${LOSS.jitterMs} ms jitter, seed ${SEED}`,
    notIncluded: 'the delay of the output device',
  });
  line.close();
} finally {
  await desk.close();
  relays.forEach((relay) => relay.close());
  await zhiqin.close();
  await rm(folder, { recursive: true, force: true });
}
