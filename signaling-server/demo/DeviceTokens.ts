import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const contents = z.object({ deviceTokens: z.record(z.string(), z.string()) });

/** What the demo's vehicles were enrolled with, kept over starts as a tablet keeps it, in a file for its owner only. */
export class DeviceTokens {
  #writing: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly tokens: Map<string, string>,
  ) {}

  static async create(path: string): Promise<DeviceTokens> {
    let tokens: Record<string, string> = {};
    try {
      tokens = contents.parse(JSON.parse(await readFile(path, 'utf8'))).deviceTokens;
    } catch {
      // A missing or broken file costs one more enrolment, which a demo's codes allow.
    }
    return new DeviceTokens(path, new Map(Object.entries(tokens)));
  }

  get(vehicleId: string): string | null {
    return this.tokens.get(vehicleId) ?? null;
  }

  async set(vehicleId: string, token: string | null): Promise<void> {
    if (token === null) this.tokens.delete(vehicleId);
    else this.tokens.set(vehicleId, token);
    this.#writing = this.#writing.then(() => this.#write());
    await this.#writing;
  }

  async #write(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true });
    const part = `${this.path}.part`;
    const file = await open(part, 'w', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ deviceTokens: Object.fromEntries(this.tokens) }, null, 2)}\n`);
    } finally {
      await file.close();
    }
    await rename(part, this.path);
  }
}
