import { pino } from 'pino';
import { z } from 'zod';
import { SeedError } from '../people/seed';
import { DemoFleet } from './DemoFleet';
import { DEMO_VEHICLES, MOST_DEMO_VEHICLES } from './demoSeed';
import { footageDirectory, FootageError, footageSizes } from './Footage';

const CONFIGURATION_ERROR = 78;

const environment = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).default(4600),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('data'),
  DEMO_VEHICLES: z.coerce.number().int().min(0).max(MOST_DEMO_VEHICLES).default(DEMO_VEHICLES),
  FOOTAGE: z.string().optional(),
  FOOTAGE_SIZE: z.enum(footageSizes).default('1280x720'),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(CONFIGURATION_ERROR);
}

function vehiclesArgument(): Record<string, string> {
  const at = process.argv.indexOf('--vehicles');
  return at === -1 ? {} : { DEMO_VEHICLES: process.argv[at + 1] ?? '' };
}

const parsed = environment.safeParse({ ...process.env, ...vehiclesArgument() });
if (!parsed.success) {
  const [issue] = parsed.error.issues;
  fail(`The demo fleet cannot start: ${issue?.path.join('.') ?? ''} is wrong (${issue?.message ?? ''}).`);
}
const { PORT, HOST, DATA_DIR, FOOTAGE, FOOTAGE_SIZE, LOG_LEVEL } = parsed.data;
// The demo is for this machine only, whatever else the server listens on.
const ip = HOST === '::1' ? '::1' : '127.0.0.1';
const log = pino({ name: 'demo-fleet', level: LOG_LEVEL });

try {
  const fleet = await DemoFleet.create({
    vehicles: parsed.data.DEMO_VEHICLES,
    url: `http://${ip === '::1' ? '[::1]' : ip}:${PORT}`,
    ip,
    dataDirectory: DATA_DIR,
    footageDirectory: footageDirectory(process.env),
    footageSize: FOOTAGE_SIZE,
    film: FOOTAGE === undefined || FOOTAGE === '' ? null : FOOTAGE,
    log,
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      fleet.close();
      process.exit(0);
    });
  }
} catch (error) {
  if (error instanceof FootageError || error instanceof SeedError) fail(error.message);
  throw error;
}
