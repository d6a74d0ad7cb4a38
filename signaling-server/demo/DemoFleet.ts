import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { splitAccessUnits } from './accessUnits';
import type { PacketisedClip } from './ClipPlayback';
import { DEMO_VEHICLES, demoIdentities, demoSeed, type DemoIdentity } from './demoSeed';
import { DemoVehicle } from './DemoVehicle';
import { DeviceTokens } from './DeviceTokens';
import { Districts } from './Districts';
import { Footage, FootageError, type FootageSize } from './Footage';
import { oggPackets } from './oggPackets';
import { packetise } from './packetise';
import { Pacer } from './Pacer';
import { ANSWERS } from './soundRecipe';

const CLIP_SECONDS = 16;
/** Vehicles beyond the first 8 are there for their number: their clips come round sooner and are made faster. */
const FURTHER_CLIP_SECONDS = 6;
const MAKERS = 2;
/** Leaves room for RTP, UDP and IP headers and a tunnel's in 1,280 bytes. */
const PAYLOAD_BYTES = 1188;
const CPU_REPORT_MS = 60_000;

interface DemoFleetOptions {
  readonly vehicles: number;
  readonly url: string;
  readonly ip: string;
  readonly dataDirectory: string;
  readonly footageDirectory: string;
  readonly footageSize: FootageSize;
  /** A video file to show instead of the drawn streets. */
  readonly film: string | null;
  readonly log: Logger;
}

/** Vehicles that patrol Wuhan, in one process; each comes up as soon as its pictures are there. */
export class DemoFleet {
  readonly #vehicles: DemoVehicle[] = [];
  readonly #out = new Set<string>();
  #cpuTimer: NodeJS.Timeout | null = null;
  #closed = false;

  private constructor(
    private readonly options: DemoFleetOptions,
    private readonly parts: { footage: Footage; tokens: DeviceTokens; districts: Districts; pacer: Pacer },
  ) {}

  /** Sends the vehicles out in the background, each once its pictures are there. Throws FootageError and SeedError. */
  static async create(options: DemoFleetOptions): Promise<DemoFleet> {
    const identities = demoIdentities(await demoSeed(options.vehicles)).slice(0, options.vehicles);
    const [footage, tokens, districts] = await Promise.all([
      Footage.create(options.footageDirectory, options.footageSize, options.film),
      DeviceTokens.create(join(options.dataDirectory, 'demo-fleet.json')),
      Districts.create(),
    ]);
    const fleet = new DemoFleet(options, { footage, tokens, districts, pacer: new Pacer() });
    fleet.#measureCpu();
    fleet.#sendOut(identities).catch((error: unknown) => {
      if (!fleet.#closed)
        options.log.error(
          { reason: error instanceof FootageError ? error.message : String(error) },
          'the demo fleet is not complete',
        );
    });
    return fleet;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#cpuTimer !== null) clearInterval(this.#cpuTimer);
    this.parts.footage.close();
    for (const vehicle of this.#vehicles) vehicle.close();
    this.parts.pacer.close();
  }

  async #sendOut(identities: readonly DemoIdentity[]): Promise<void> {
    const { footage, pacer, tokens, districts } = this.parts;
    const { log, url, ip } = this.options;
    const began = performance.now();
    const answers = await Promise.all(
      Array.from({ length: ANSWERS }, async (_, number) => oggPackets(await readFile(await footage.answer(number)))),
    );
    const waiting = identities.map((identity, number) => ({ identity, number }));
    const maker = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const { identity, number } = one;
        const seconds = number < DEMO_VEHICLES ? CLIP_SECONDS : FURTHER_CLIP_SECONDS;
        const clip = await readClip(await footage.clip(number, identity.plate, seconds));
        const evidence = oggPackets(await readFile(await footage.evidenceSound(number)));
        if (this.#closed) return;
        this.#vehicles.push(
          DemoVehicle.create({
            ...{ identity, number, districts, tokens, pacer, log, out: this.#out },
            address: { url, ip },
            footage: { clip, evidence, answers },
          }),
        );
      }
    };
    await Promise.all(Array.from({ length: MAKERS }, maker));
    const seconds = Math.round((performance.now() - began) / 100) / 10;
    log.info({ vehicles: this.#vehicles.length, seconds }, 'every vehicle of the demo fleet was sent out');
  }

  /** Tells now and then which part of one core the fleet takes: 0.25 is a quarter. */
  #measureCpu(): void {
    let [used, at] = [process.cpuUsage(), performance.now()];
    this.#cpuTimer = setInterval(() => {
      const { user, system } = process.cpuUsage(used);
      const now = performance.now();
      const cores = Math.round(((user + system) / 1000 / (now - at)) * 1000) / 1000;
      this.options.log.info({ cores, vehicles: this.#out.size }, 'the demo fleet takes this part of a core');
      [used, at] = [process.cpuUsage(), now];
    }, CPU_REPORT_MS);
  }
}

async function readClip(path: string): Promise<PacketisedClip> {
  const pictures = splitAccessUnits(await readFile(path)).map(({ nals, key }) => ({
    key,
    payloads: packetise(nals, PAYLOAD_BYTES),
  }));
  if (!pictures.some(({ key }) => key))
    throw new FootageError(`The clip ${path} holds no key frame; remove it and start again.`);
  return { pictures, framesPerSecond: 25 };
}
