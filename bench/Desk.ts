import { chromium, type Browser, type BrowserContext, type Page } from 'playwright/test';
import { chromiumArguments, CHROMIUM_PATH } from '../test/fixtures/chromium';

/** Browsers of a bench, each page in a process of its own as on a desk of its own; closed together. */
export class Desk {
  readonly #browsers: Browser[] = [];

  constructor(private readonly address: string) {}

  async open(viewport = { width: 1280, height: 800 }): Promise<Page> {
    const browser = await chromium.launch({ executablePath: CHROMIUM_PATH, args: chromiumArguments() });
    this.#browsers.push(browser);
    const context: BrowserContext = await browser.newContext({
      baseURL: this.address,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport,
      permissions: ['camera', 'microphone', 'geolocation'],
      geolocation: { longitude: 114.3055, latitude: 30.5928 },
    });
    return context.newPage();
  }

  async close(): Promise<void> {
    await Promise.all(this.#browsers.splice(0).map((browser) => browser.close()));
  }
}
