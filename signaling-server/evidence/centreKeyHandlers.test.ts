import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { permissionsOfRole, type Permission, type RequestError, type Role } from '@protocol';
import { Audit } from '../audit/Audit';
import { CentreKey } from '../audit/CentreKey';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { Session, SignedInCaller } from '../wire/Caller';
import { centreKeyHandlers } from './centreKeyHandlers';

const PATIENCE_MS = 120_000;
const NOW = Date.UTC(2026, 4, 1, 8);

const callerAs = (role: Role, name: string, placeId = 'city'): SignedInCaller => ({
  ...{ connectionId: 'line', address: '::1' },
  session: {
    ...{ id: 'session', accountId: name, name, vehicleId: null, deviceId: null, expiresAt: NOW + 1 },
    grants: [{ role, placeId }],
  },
});

/** Who may ask at all is declared in the contract; here it is asked of it. */
describe("the centre's key", { timeout: PATIENCE_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'zhiqin-keys-'));
  const everyPlaceWith = ({ grants }: Session, permission: Permission): string[] =>
    grants.flatMap(({ role, placeId }) => (permissionsOfRole[role].includes(permission) ? placeId : []));
  let databases: Databases;
  let handlers: ReturnType<typeof centreKeyHandlers>;

  beforeAll(async () => {
    databases = await openEmptyDatabases(join(folder, 'data'));
    handlers = centreKeyHandlers({
      ...{ database: databases.main, audit: new Audit(() => NOW), access: { everyPlaceWith } },
      ...{ key: await CentreKey.create(join(folder, 'centre-key.pem'), () => NOW), clock: () => NOW },
      ...{ sealer: { newestHead: null }, stamper: null, cityPlaceId: 'city' },
    });
  }, PATIENCE_MS);
  afterAll(async () => {
    await databases.close();
    rmSync(folder, { recursive: true, force: true });
  }, PATIENCE_MS);

  it('is kept by administrators and supervisors, and neither packages nor recordings come with it', () => {
    const keepers = (['administrator', 'supervisor', 'dispatcher', 'crew'] as const).filter((role) =>
      permissionsOfRole[role].includes('evidence.viewKey'),
    );
    expect(keepers).toEqual(['administrator', 'supervisor']);
    const others: Permission[] = ['evidence.export', 'recording.play', 'recording.manage'];
    expect(others.filter((permission) => permissionsOfRole.administrator.includes(permission))).toEqual([]);
  });

  it('is changed by an administrator of the whole centre alone, and tells who changed it and why', async () => {
    const before = await handlers['evidence:key']({}, callerAs('administrator', '管理员'));
    expect(before).toMatchObject({ mayChange: true, changes: [] });
    expect(before.keys).toHaveLength(1);

    const ofDistrict = callerAs('administrator', '区管理员', 'east');
    expect((await handlers['evidence:key']({}, ofDistrict)).mayChange).toBe(false);
    const refused = handlers['evidence:changeKey']({ reason: '例行更换' }, ofDistrict);
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' } satisfies Partial<RequestError>);

    const after = await handlers['evidence:changeKey']({ reason: '例行更换' }, callerAs('administrator', '管理员'));
    expect(after.keys.map(({ number }) => number)).toEqual([1, 2]);
    const newest = after.keys.at(-1)?.fingerprint;
    expect(after.changes).toEqual([{ fingerprint: newest, actorName: '管理员', reason: '例行更换' }]);
    expect(await handlers['evidence:key']({}, callerAs('supervisor', '督察员'))).toEqual(after);
  });
});
