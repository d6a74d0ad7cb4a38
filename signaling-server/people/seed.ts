import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { cameraView, grant, id, place } from '@protocol';
import { ConfigError } from '../config';

/**
 * The readable file from which places, accounts, vehicles and tablets come until there are pages for them. What is
 * already in the database is left as it is, so that a password changed since is not put back.
 */
export const seedSchema = z
  .object({
    /** True on a file whose secrets are public: it is loaded with DEMO=1 only, and its accounts are marked. */
    demo: z.boolean().default(false),
    /** Parents before children. */
    places: z.array(place.strict()),
    accounts: z.array(
      z
        .object({
          id,
          /** What is typed to sign in. */
          login: z.string().min(1).max(100),
          name: z.string().min(1).max(100),
          /** For the console and the review page. */
          password: z.string().min(6).max(200).optional(),
          /** For enrolled tablets. */
          pin: z
            .string()
            .regex(/^\d{4,12}$/, 'a PIN is 4 to 12 digits')
            .optional(),
          grants: z.array(grant.strict()),
        })
        .strict(),
    ),
    vehicles: z.array(
      z.object({ id, plate: z.string().min(1).max(20), placeId: id, cameras: z.array(cameraView) }).strict(),
    ),
    /** Tablets, each enrolled once by its code. In a demo a code may be used again and again. */
    devices: z.array(
      z.object({ id, name: z.string().min(1).max(100), placeId: id, code: z.string().min(6).max(100) }).strict(),
    ),
  })
  .strict();

export type Seed = z.output<typeof seedSchema>;

/** The one sentence that says what is wrong with a seed file. */
export class SeedError extends ConfigError {}

/** Reads and checks a seed file. Throws a SeedError that names the file and the first thing wrong with it. */
export async function readSeed(path: string): Promise<Seed> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new SeedError(
      `SEED_FILE is "${path}", which cannot be read (${error instanceof Error ? error.message : String(error)}); allowed is a JSON file of places, accounts and vehicles.`,
    );
  }
  const parsed = seedSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new SeedError(
      `The seed file ${path} is wrong at ${issue?.path.join('.') || 'its top'}: ${issue?.message ?? 'unknown'}.`,
    );
  }
  const fault = findFault(parsed.data);
  if (fault !== null) throw new SeedError(`The seed file ${path} is wrong: ${fault}.`);
  return parsed.data;
}

/** Everything that refers to a place must find it, and nothing may be named twice. */
function findFault(seed: Seed): string | null {
  const placeIds = new Set<string>();
  for (const { id: placeId, parentId } of seed.places) {
    if (parentId !== null && !placeIds.has(parentId)) return `place ${placeId} stands before its parent ${parentId}`;
    if (placeIds.has(placeId)) return `place ${placeId} is there twice`;
    placeIds.add(placeId);
  }
  const references = [
    ...seed.accounts.flatMap(({ login, grants }) =>
      grants.map(({ placeId }) => ({ what: `account ${login}`, placeId })),
    ),
    ...seed.vehicles.map(({ id: vehicleId, placeId }) => ({ what: `vehicle ${vehicleId}`, placeId })),
    ...seed.devices.map(({ id: deviceId, placeId }) => ({ what: `device ${deviceId}`, placeId })),
  ];
  const lost = references.find(({ placeId }) => !placeIds.has(placeId));
  if (lost !== undefined) return `${lost.what} names the unknown place ${lost.placeId}`;
  const names = [
    ...seed.accounts.map((account) => `account ${account.id}`),
    ...seed.accounts.map((account) => `login ${account.login}`),
    ...seed.vehicles.map((vehicle) => `vehicle ${vehicle.id}`),
    ...seed.devices.map((device) => `device ${device.id}`),
    ...seed.devices.map((device) => `enrolment code ${device.code}`),
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? null : `${twice.startsWith('enrolment') ? 'an enrolment code' : twice} is there twice`;
}
