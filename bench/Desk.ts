import { chromium, type Browser, type BrowserContext, type Page } from 'playwright/test';
import { chromiumArguments, CHROMIUM_PATH } from '../test/fixtures/chromium';

/**
 * Browsers of a bench, `plain` for a terminal, `map` for a console or a review, each page in a browser of its own as
 * on a desk of its own; closed together. While the address is still awaited, the browsers start already.
 */
export class Desk {
  readonly #browsers: Browser[] = [];

  /** In one browser its pages share what decodes, draws and mixes beside them: the switches are those of the first. */
  constructor(
    private readonly address: string | Promise<string>,
    private readonly isOneBrowser = false,
  ) {}

  /** `microphoneFile` is a WAV file that the fake microphone plays in a loop. */
  async open(
    draws: 'map' | 'plain',
    { microphoneFile, ...viewport }: { width?: number; height?: number; microphoneFile?: string } = {},
  ): Promise<Page> {
    const args = chromiumArguments({ draws, ...(microphoneFile === undefined ? {} : { microphoneFile }) });
    const shared = this.isOneBrowser ? this.#browsers[0] : undefined;
    const browser = shared ?? (await chromium.launch({ executablePath: CHROMIUM_PATH, args }));
    if (shared === undefined) this.#browsers.push(browser);
    const context: BrowserContext = await browser.newContext({
      baseURL: await this.address,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1280, height: 800, ...viewport },
      // The ear of a bench is an AudioWorklet of its own, which the pages' policy would not load.
      bypassCSP: true,
      permissions: ['camera', 'microphone', 'geolocation'],
      geolocation: { longitude: 114.3055, latitude: 30.5928 },
    });
    // Functions handed to a page carry a call of this name, which the compiler adds to keep theirs.
    await context.addInitScript('globalThis.__name ??= (named) => named;');
    return context.newPage();
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.splice(0).map((browser) => browser.close()));
  }
}
