import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { archiveSettings, ArchiveSettingsError, type ArchiveSettings } from './recording/archiveSettings';
import { recordingVolumes } from './recordingVolumes';

/** What is wrong with the surroundings the server was started in, as one sentence. The process ends with this code. */
export class ConfigError extends Error {
  static readonly exitCode = 78;
}

const cores = cpus().length;

const flag = z
  .enum(['0', '1', ''], { error: '0 or 1' })
  .default('0')
  .transform((value) => value === '1');
const port = (fallback: number, highest = 65_535) =>
  z
    .string()
    .default(String(fallback))
    .refine((value) => /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= highest, {
      error: `a port from 1 to ${highest}`,
    })
    .transform(Number);
const wholeNumber = (fallback: number, lowest: number, highest: number) =>
  z
    .string()
    .default(String(fallback))
    .refine((value) => /^\d+$/.test(value) && Number(value) >= lowest && Number(value) <= highest, {
      error: `a whole number from ${lowest} to ${highest}`,
    })
    .transform(Number);
const path = z.string().min(1, 'the path of a file');
const httpUrl = z.url({ protocol: /^https?$/, error: 'an http or https URL' });

/** Each variable with its default. The messages are what is allowed, and complete the sentence of `readConfig`. */
const environmentSchema = z.object({
  HOST: z.string().min(1, 'an address of this machine').default('127.0.0.1'),
  PORT: port(4600),
  DATA_DIR: z.string().min(1, 'a folder that can be written').default('./data'),
  RECORDINGS_DIR: z.string().min(1, 'a folder that can be written').optional(),
  RECORDING_VOLUMES: z.string().min(1, 'folders that can be written, separated by commas').optional(),
  KEY_FILE: path.optional(),
  AUDIT_HEADS_DIR: z.string().min(1, 'a folder that can be written').optional(),
  TIMESTAMP_URL: httpUrl.optional(),
  TIMESTAMP_SECONDS: wholeNumber(60, 5, 86_400),
  PACKAGE_DAYS: wholeNumber(30, 0, 3_650),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'a URL that begins with postgres:// or postgresql://')
    .optional(),
  TLS_CERT: path.optional(),
  TLS_KEY: path.optional(),
  ANNOUNCED_ADDRESS: z
    .string()
    .regex(/^[\w.:-]+$/, 'an IP address or host name that terminals can reach')
    .optional(),
  MEDIA_PORT: port(4610, 65_535 - cores),
  MEDIA_WORKERS: wholeNumber(cores, 1, cores),
  INGEST_PORTS: z
    .string()
    .default('26000-27999')
    .transform((value) => (/^\d{1,5}-\d{1,5}$/.test(value) ? value.split('-').map(Number) : []))
    .refine(([min = 0, max = 0]) => min >= 1024 && max <= 65_535 && min < max, {
      error: 'a range of UDP ports between 1024 and 65535, such as 26000-27999',
    })
    .transform(([min = 0, max = 0]) => ({ min, max })),
  ALLOWED_ORIGINS: z
    .string()
    .default('')
    .transform((value) => value.split(',').flatMap((origin) => origin.trim() || []))
    .pipe(
      z.array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'origins such as https://console.example, separated by commas')),
    ),
  METRICS_TOKEN: z.string().min(16, 'a secret of at least 16 characters').optional(),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
      error: 'fatal, error, warn, info, debug, trace or silent',
    })
    .default('info'),
  SESSION_HOURS: wholeNumber(12, 1, 168),
  PROBE_SECONDS: wholeNumber(60, 0, 86_400),
  SEED_FILE: path.optional(),
  DEMO: flag,
  DEMO_VEHICLES: wholeNumber(8, 0, 1_000),
  MAP_STYLE_URL: httpUrl.optional(),
  MAP_TILES_URL: httpUrl.optional(),
  MAP_TILES_GCJ02: flag,
});

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Absolute. */
  readonly dataFolder: string;
  /** The recorder's volumes, absolute, at least one; the server reads them and never writes to them. */
  readonly recordingVolumes: readonly string[];
  /** Null where recordings stay on their volumes. */
  readonly archive: ArchiveSettings | null;
  /** The centre's signing key, absolute; made at the first start. */
  readonly keyFile: string;
  /** Where the signed heads of the audit chain go, absolute; best on another host. */
  readonly auditHeadsFolder: string;
  /** An authority (RFC 3161) that stamps what the centre signs, and how often it is asked; null for none. */
  readonly timeStamps: { readonly url: string; readonly everyMs: number } | null;
  /** How long the zip of an evidence package stays on the disk, in milliseconds; null for ever. */
  readonly packageLifetimeMs: number | null;
  /** Null for the embedded database. */
  readonly databaseUrl: string | null;
  /** Paths of PEM files; null on loopback without TLS. */
  readonly tls: { readonly certificatePath: string; readonly keyPath: string } | null;
  /** What media clients are told to send to; null where it is `host`. */
  readonly announcedAddress: string | null;
  /** UDP and TCP port of the first media worker; each further one has the next. */
  readonly mediaPort: number;
  readonly mediaWorkers: number;
  /** UDP ports of the RTP ingest, both included. */
  readonly ingestPorts: { readonly min: number; readonly max: number };
  readonly allowedOrigins: readonly string[];
  /** Null: metrics are for loopback only. */
  readonly metricsToken: string | null;
  readonly logLevel: string;
  readonly sessionMilliseconds: number;
  /** How often the built-in probe of talking runs; 0 for never. */
  readonly probeMilliseconds: number;
  readonly seedFile: string | null;
  readonly demo: boolean;
  /** For how many vehicles of the demo fleet there are accounts. */
  readonly demoVehicles: number;
  readonly map: { readonly styleUrl: string | null; readonly tilesUrl: string | null; readonly tilesAreGcj02: boolean };
}

/** Reads the environment, once. Throws a ConfigError that names the variable, its value and what is allowed. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const known = Object.keys(environmentSchema.shape);
  // An empty variable counts as unset: that is how service files and shells leave them.
  const given = Object.fromEntries(known.flatMap((name) => (environment[name] ? [[name, environment[name]]] : [])));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new ConfigError(`${name} is ${shown(name, given[name])}; allowed is ${issue?.message ?? 'something else'}.`);
  }
  const values = parsed.data;
  refuseUnsafe(values);
  const { TLS_CERT: certificatePath, TLS_KEY: keyPath } = values;
  return Object.freeze({
    host: values.HOST,
    port: values.PORT,
    dataFolder: resolve(values.DATA_DIR),
    recordingVolumes: recordingVolumes(
      resolve(values.RECORDINGS_DIR ?? join(values.DATA_DIR, 'recordings')),
      values.RECORDING_VOLUMES,
    ),
    archive: readArchive(environment),
    keyFile: resolve(values.KEY_FILE ?? join(values.DATA_DIR, 'keys', 'centre-key.pem')),
    auditHeadsFolder: resolve(values.AUDIT_HEADS_DIR ?? join(values.DATA_DIR, 'audit-heads')),
    timeStamps:
      values.TIMESTAMP_URL === undefined
        ? null
        : { url: values.TIMESTAMP_URL, everyMs: values.TIMESTAMP_SECONDS * 1_000 },
    packageLifetimeMs: values.PACKAGE_DAYS === 0 ? null : values.PACKAGE_DAYS * 86_400_000,
    databaseUrl: values.DATABASE_URL ?? null,
    tls: certificatePath !== undefined && keyPath !== undefined ? { certificatePath, keyPath } : null,
    announcedAddress: values.ANNOUNCED_ADDRESS ?? null,
    mediaPort: values.MEDIA_PORT,
    mediaWorkers: values.MEDIA_WORKERS,
    ingestPorts: values.INGEST_PORTS,
    allowedOrigins: values.ALLOWED_ORIGINS,
    metricsToken: values.METRICS_TOKEN ?? null,
    logLevel: values.LOG_LEVEL,
    sessionMilliseconds: values.SESSION_HOURS * 3_600_000,
    probeMilliseconds: values.PROBE_SECONDS * 1_000,
    seedFile: values.SEED_FILE ?? null,
    demo: values.DEMO,
    demoVehicles: values.DEMO_VEHICLES,
    map: {
      styleUrl: values.MAP_STYLE_URL ?? null,
      tilesUrl: values.MAP_TILES_URL ?? null,
      tilesAreGcj02: values.MAP_TILES_GCJ02,
    },
  });
}

function readArchive(environment: NodeJS.ProcessEnv): ArchiveSettings | null {
  try {
    return archiveSettings(environment);
  } catch (error) {
    throw error instanceof ArchiveSettingsError ? new ConfigError(error.message) : error;
  }
}

/** True for the addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(host);
}

function refuseUnsafe({ HOST, TLS_CERT, TLS_KEY, ANNOUNCED_ADDRESS, DEMO }: z.output<typeof environmentSchema>): void {
  if ((TLS_CERT === undefined) !== (TLS_KEY === undefined)) {
    const missing = TLS_CERT === undefined ? 'TLS_CERT' : 'TLS_KEY';
    throw new ConfigError(`${missing} is not set; allowed is TLS_CERT and TLS_KEY together, or neither.`);
  }
  if (isLoopback(HOST)) return;
  if (DEMO)
    throw new ConfigError(
      `HOST is "${HOST}" with DEMO=1; allowed for the demo is a loopback address such as 127.0.0.1.`,
    );
  if (TLS_CERT === undefined) {
    throw new ConfigError(
      `HOST is "${HOST}"; allowed without TLS_CERT and TLS_KEY is a loopback address such as 127.0.0.1.`,
    );
  }
  if (ANNOUNCED_ADDRESS === undefined && ['0.0.0.0', '::'].includes(HOST)) {
    throw new ConfigError(
      `ANNOUNCED_ADDRESS is not set; with HOST "${HOST}" it must be the address that terminals can reach.`,
    );
  }
}

/** Secrets are not repeated on a terminal. */
function shown(name: string, value: string | undefined): string {
  return name === 'METRICS_TOKEN' || name === 'DATABASE_URL'
    ? 'set to something unusable'
    : JSON.stringify(value ?? '');
}
