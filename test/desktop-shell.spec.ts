import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication } from 'playwright/test';
import { electronBinary } from './fixtures/electronBinary';
import { expect, test } from './fixtures/journey';

const projectFolder = fileURLToPath(new URL('../', import.meta.url));

/** Why these journeys cannot run here, or null where they can. */
function whyNot(): string | null {
  if (electronBinary() === null) return "Electron's program is not on this machine: its download was not to be had";
  const hasDisplay = process.platform !== 'linux' || (process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY ?? '') !== '';
  return hasDisplay ? null : 'there is no display to open a window on';
}

async function openShell(settings: string, environment: Record<string, string> = {}): Promise<ElectronApplication> {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return _electron.launch({
    executablePath: electronBinary() ?? '',
    args: [...sandbox, projectFolder],
    env: { ...(process.env as Record<string, string>), XDG_CONFIG_HOME: settings, ...environment },
  });
}

test.describe('the desktop shell', () => {
  const reason = whyNot();
  test.skip(reason !== null, reason ?? '');
  let settings: string;

  test.beforeEach(async () => {
    settings = await mkdtemp(path.join(tmpdir(), 'zhiqin-shell-'));
  });
  test.afterEach(() => rm(settings, { recursive: true, force: true }));

  test('asks for the server once, and opens its console at the next start', async ({ zhiqin }) => {
    const first = await openShell(settings);
    const page = await first.firstWindow();
    await page.locator('input').fill(zhiqin.address);
    await page.locator('button').click();
    await page.waitForURL(`${zhiqin.address}/`);
    await first.close();
    const second = await openShell(settings);
    await (await second.firstWindow()).waitForURL(`${zhiqin.address}/`);
    await second.close();
  });

  test("keeps its window within the server and gives the page nothing of Node's", async ({ zhiqin }) => {
    const shell = await openShell(settings, { ZHIQIN_SERVER: zhiqin.address });
    const page = await shell.firstWindow();
    await page.waitForURL(`${zhiqin.address}/`);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe('undefined');
    expect(await page.evaluate(() => Object.keys(window.desktop ?? {}).sort())).toEqual(['changeServer', 'version']);
    await page.evaluate(() => void window.open('http://127.0.0.1:9/elsewhere'));
    await page.evaluate(() => location.assign('file:///etc/hostname')).catch(() => undefined);
    await expect(page).toHaveURL(`${zhiqin.address}/`);
    expect(shell.windows()).toHaveLength(1);
    await shell.close();
  });

  test('waits for a server that is not there and opens it by itself once it is', async ({ zhiqin }) => {
    zhiqin.kill('server');
    const shell = await openShell(settings, { ZHIQIN_SERVER: zhiqin.address });
    await (await shell.firstWindow()).waitForURL(`${zhiqin.address}/`);
    await shell.close();
    await zhiqin.ready();
  });
});
