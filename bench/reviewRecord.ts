import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CameraView } from '@protocol';
import { AccountsTable } from '../signaling-server/people/AccountsTable';
import { PlacesTable } from '../signaling-server/people/PlacesTable';
import { SeedVehiclesTable } from '../signaling-server/people/SeedVehiclesTable';
import { openEmptyDatabases } from '../signaling-server/persistence/openEmptyDatabases';
import { hashPassword } from '../signaling-server/session/passwordHash';
import { BURST_MS, HOUR_MS, SEGMENT_MS, type Footage } from './reviewFootage';

/** Nine cameras on three vehicles, the first of which has four. */
const reviewedCameras = [
  ...(['front', 'rear', 'cabin', 'mast'] as const).map((view) => ({ vehicleId: 'A', view })),
  ...(['front', 'rear', 'cabin', 'mast'] as const).map((view) => ({ vehicleId: 'B', view })),
  { vehicleId: 'C', view: 'front' },
] as const satisfies readonly { vehicleId: string; view: CameraView }[];

export const PASSWORD = 'bench-review';
const BURST_EVERY_MS = 20_000;
const ROWS_AT_ONCE = 400;

export interface ReviewRecord {
  readonly dataFolder: string;
  /** When the hour begins, on a full second. */
  readonly from: number;
  readonly bursts: readonly number[];
}

/** A data folder whose index holds the hour of footage, up to two minutes ago. */
export async function reviewRecord(footage: Footage): Promise<ReviewRecord> {
  const dataFolder = await mkdtemp(path.join(tmpdir(), 'zhiqin-review-'));
  const from = Math.floor((Date.now() - HOUR_MS - 120_000) / 1000) * 1000;
  await mkdir(path.join(dataFolder, 'recordings'));
  await symlink(footage.folder, path.join(dataFolder, 'recordings', 'footage'));
  await writeFile(path.join(dataFolder, 'recordings', '.bench'), '');
  const databases = await openEmptyDatabases(dataFolder);
  const database = databases.main;
  const bursts = Array.from(
    { length: HOUR_MS / BURST_EVERY_MS },
    (_, number) => from + number * BURST_EVERY_MS + 5_000,
  );
  try {
    await new PlacesTable(database).add([{ id: 'city', name: '市', kind: 'city', parentId: null }]);
    await new AccountsTable(database).add(
      {
        ...{ id: 'supervisor', login: 'supervisor', name: '督察', passwordHash: await hashPassword(PASSWORD) },
        ...{ pinHash: null, mustChangePassword: false, passwordExpiresAt: null, demo: false },
      },
      [{ role: 'supervisor', placeId: 'city' }],
    );
    await new SeedVehiclesTable(database).add(
      ['A', 'B', 'C'].map((id) => ({
        ...{ id, plate: `鄂A·0000${id}`, placeId: 'city' },
        cameras: reviewedCameras.filter(({ vehicleId }) => vehicleId === id).map(({ view }) => view),
      })),
    );
    const base = { placeId: 'city', groupId: null, burstId: null, source: 'live' as const, state: 'closed' as const };
    const inVolume = (file: string): string => path.join('footage', path.basename(file));
    const rows = reviewedCameras.flatMap(({ vehicleId, view }, camera) =>
      (footage.segments[camera] ?? []).map(({ path: file, bytes }, number) => ({
        ...base,
        ...{ id: `${camera}-${number}`, vehicleId, track: 'camera' as const, cameraView: view, path: inVolume(file) },
        ...{ mimeType: footage.mimeType, bytes, initBytes: footage.initBytes },
        ...{ startedAt: from + number * SEGMENT_MS, endedAt: from + (number + 1) * SEGMENT_MS },
        ...{ keyOffset: null, keyBytes: null, keyAt: null },
      })),
    );
    const talk = bursts.map((startedAt, number) => ({
      ...base,
      ...{ id: `talk-${number}`, vehicleId: null, track: 'talk' as const, cameraView: null },
      ...{ groupId: 'place:city', burstId: `burst-${number}`, path: inVolume(footage.burst.path) },
      ...{ mimeType: footage.burst.mimeType, bytes: footage.burst.bytes, initBytes: footage.burst.initBytes },
      ...{ startedAt, endedAt: startedAt + BURST_MS, keyOffset: null, keyBytes: null, keyAt: null },
    }));
    const all = [...rows, ...talk];
    for (let start = 0; start < all.length; start += ROWS_AT_ONCE) {
      await database
        .insertInto('segments')
        .values(all.slice(start, start + ROWS_AT_ONCE))
        .execute();
    }
    await database
      .insertInto('bursts')
      .values(
        bursts.map((startedAt, number) => ({
          ...{
            id: `burst-${number}`,
            groupId: 'place:city',
            groupName: '市',
            placeId: 'city',
            speakerName: '指挥中心',
          },
          ...{ accountId: 'supervisor', vehicleId: null, startedAt, endedAt: startedAt + BURST_MS },
          ...{ endReason: 'released' as const, orderId: null },
        })),
      )
      .execute();
  } finally {
    await databases.close();
  }
  return { dataFolder, from, bursts };
}
