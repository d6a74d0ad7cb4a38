import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, type Page } from 'playwright/test';
import { Line } from '../test/fixtures/Line';
import { goOnDuty, tablets } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { readBuffers, takeTape, tapeEar, tapeMouth, unpackTape, type Buffered, type SoundTape } from './mouthAndEar';
import { compare, firstHeard, LOST_AFTER_MS, type Burst } from './soundTape';
import { writeSyllables } from './syllables';
import { publishTimeCode } from './timeCode';
import { UdpRelay } from '../test/fixtures/UdpRelay';

const BURSTS = 30;
/** Three markers fit in. */
const TALK_MS = 320;
const PAUSE_MS = 20;
const LATE_ENTRIES = 8;
const AWAY_MS = 200;
const BACK_MS = 450;
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
const starting = Zhiqin.create({ vehicles: 0 });
// The browsers start meanwhile.
const desk = new Desk(starting.then(({ address }) => address));
const opening = Promise.all([desk.open('plain', { microphoneFile }), desk.open('plain')]);
const zhiqin = await starting;
const mediaPort = Number(new URL(zhiqin.address).port) + 1;
const relays = await Promise.all(
  cpus().map((_, index) => {
    const port = mediaPort + index;
    return UdpRelay.create({ address: PATH_ADDRESS, port }, { address: '127.0.0.1', port }, SEED + index);
  }),
);

interface Tapes {
  readonly spoken: SoundTape;
  readonly heard: SoundTape;
  /** How long what was heard lay in the receiver's buffer, and how long the buffer meant to hold it, in milliseconds. */
  readonly bufferMs: number;
  readonly targetMs: number;
}

/**
 * Holds the big button for each burst, all within the page, so that this process is not in the way; answers with when
 * each tone began and the button went up. A burst that was refused is not made up for: it is an error.
 */
async function speak(page: Page, count: number): Promise<Burst[]> {
  return await page.evaluate(
    async ({ count, talkMs, pauseMs }) => {
      const button = document.querySelector<HTMLElement>('.talk-panel .talk-button');
      if (button === null) throw new Error('There is no talk button.');
      const pause = (milliseconds: number): Promise<void> =>
        new Promise((resolve) => setTimeout(resolve, milliseconds));
      const push = (type: string): boolean =>
        button.dispatchEvent(new PointerEvent(type, { pointerId: 1, button: 0, bubbles: true }));
      const becomes = async (floor: string): Promise<void> => {
        const until = performance.now() + 5_000;
        while (button.dataset['floor'] !== floor) {
          if (performance.now() > until) throw new Error(`The floor is ${button.dataset['floor']}, not ${floor}.`);
          await pause(5);
        }
      };
      const bursts: { toneAt: number; upAt: number }[] = [];
      for (let burst = 0; burst < count; burst += 1) {
        window.toneBeginnings.splice(0);
        push('pointerdown');
        await becomes('speaking');
        await pause(talkMs);
        const upAt = performance.timeOrigin + performance.now();
        push('pointerup');
        bursts.push({ toneAt: window.toneBeginnings[0] ?? 0, upAt });
        await becomes('none');
        await pause(pauseMs);
      }
      return bursts;
    },
    { count, talkMs: TALK_MS, pauseMs: PAUSE_MS },
  );
}

function bytesSince(before: Record<string, Buffered>, after: Record<string, Buffered>, id: string): number {
  return (after[id]?.bytes ?? 0) - (before[id]?.bytes ?? 0);
}

try {
  const [mouth, ear] = await opening;
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
  // Until the ear has joined the new group, nobody is heard in it.
  await expect(ear.locator('.group-choice').getByTitle(GROUP_NAME)).toBeVisible();
  await mouth.waitForTimeout(500);

  let before: Record<string, Buffered> = {};
  /** What both have taped since the last time. */
  const tapes = async (waitMs = LOST_AFTER_MS): Promise<Tapes> => {
    await ear.waitForTimeout(waitMs);
    const after = await ear.evaluate(readBuffers);
    const heardMost = Object.keys(after).sort(
      (one, other) => bytesSince(before, after, other) - bytesSince(before, after, one),
    )[0];
    const [from, to] = [before[heardMost ?? ''], after[heardMost ?? '']];
    const samples = (to?.samples ?? 0) - (from?.samples ?? 0);
    const mean = (part: 'waited' | 'wanted'): number =>
      Math.round((((to?.[part] ?? 0) - (from?.[part] ?? 0)) * 1_000) / Math.max(1, samples));
    before = after;
    // One after the other, and the ear first: nobody speaks now, and the mouth is to rest before it speaks again.
    const heard = { ...unpackTape(await ear.evaluate(takeTape, 'heardSound' as const)), latencyMs: 0 };
    const spoken = unpackTape(await mouth.evaluate(takeTape, 'spokenSound' as const));
    return { spoken, heard, bufferMs: mean('waited'), targetMs: mean('wanted') };
  };
  await tapes(0);
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
    bufferMs: clearTapes.bufferMs,
    bufferTargetMs: clearTapes.targetMs,
    lossyBufferMs: lossyTapes.bufferMs,
    lossyBufferTargetMs: lossyTapes.targetMs,
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
