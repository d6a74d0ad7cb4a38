import { camera, chooseUnit, openConsole } from '../test/fixtures/console';
import { goOnDuty, tablets, type TabletVehicle } from '../test/fixtures/terminal';
import { Zhiqin } from '../test/fixtures/Zhiqin';
import { Desk } from './Desk';
import { percentile, progress, publish } from './figures';
import { publishTimeCode, readTimeCode, type TimeCodeReading } from './timeCode';

const READ_SECONDS = Number(process.env['BENCH_READ_SECONDS'] ?? 20);

/**
 * From the picture drawn on one Chromium's camera to the picture presented in another's, through the real server: a
 * clock is drawn into it and read back. Both run on this machine, by one clock.
 */
async function measure(zhiqin: Zhiqin, vehicle: TabletVehicle, size: { width: number; height: number }) {
  const desk = new Desk(zhiqin.address);
  try {
    const tablet = await desk.open('plain');
    await tablet.addInitScript(publishTimeCode, size);
    await goOnDuty(tablet, vehicle);
    progress(`${size.width}x${size.height} is published`);
    const console = await desk.open('map');
    await openConsole(console);
    const { plate } = tablets[vehicle];
    const cameraId = await camera(await chooseUnit(console, plate), plate).getAttribute('data-camera-id');
    // A wall of one tile shows the full picture, whatever layers there are.
    await console.evaluate(
      (kept) => localStorage.setItem('zhiqin.wall', kept),
      JSON.stringify({ size: 1, cameraIds: [cameraId] }),
    );
    await console.reload();
    await console.getByText('视频墙', { exact: true }).click();
    await console.locator('main [data-picture="live"]').waitFor();
    // The first seconds belong to the bandwidth estimate, which has to find that loopback carries the full picture.
    await console.waitForTimeout(3_000);
    progress(`reading for ${READ_SECONDS} s`);
    return await console.evaluate(readTimeCode, { selector: 'main .picture-live', seconds: READ_SECONDS });
  } finally {
    await desk.close();
  }
}

const zhiqin = await Zhiqin.create({ vehicles: 1 });
try {
  const readings: Record<number, TimeCodeReading> = {};
  readings[360] = await measure(zhiqin, '8T216', { width: 640, height: 360 });
  readings[720] = await measure(zhiqin, '2W835', { width: 1280, height: 720 });
  const figures: Record<string, number | string | null> = { readSeconds: READ_SECONDS, streams: 1 };
  for (const [lines, { delays, unreadable, width, height }] of Object.entries(readings)) {
    figures[`p50Ms${lines}`] = percentile(delays, 0.5);
    figures[`p95Ms${lines}`] = percentile(delays, 0.95);
    figures[`frames${lines}`] = delays.length;
    figures[`unreadable${lines}`] = unreadable;
    figures[`received${lines}`] = `${width}x${height}`;
  }
  publish('glass-to-glass', figures);
} finally {
  await zhiqin.close();
}
