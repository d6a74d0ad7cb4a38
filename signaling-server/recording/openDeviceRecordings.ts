import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { deviceRecordingRoutes as contract } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import { VehicleStaysTable } from '../fleet/VehicleStaysTable';
import type { Access } from '../people/Access';
import type { Schema } from '../persistence/schema';
import { TabletVehicles } from '../session/TabletVehicles';
import type { RouteHandlers } from '../wire/http';
import { DeviceBackfill } from './DeviceBackfill';
import { deviceRecordingRoutes } from './deviceRecordingRoutes';
import { DeviceRecordings } from './DeviceRecordings';
import { DeviceSpool } from './DeviceSpool';
import type { Recording } from './Recording';

export interface DeviceRecordingParts {
  readonly database: Kysely<Schema>;
  readonly recording: Pick<Recording, 'diskSpace' | 'importDeviceSegment'>;
  readonly fleet: Pick<Fleet, 'vehicle' | 'locateVehicle'>;
  readonly access: Pick<Access, 'registerLocator'>;
  readonly feed: Pick<Feed, 'add'>;
  readonly audit: Pick<Audit, 'write'>;
  readonly dataFolder: string;
  readonly log: Logger;
  readonly clock: () => number;
}

/** What terminals recorded by themselves: taken in, and made segments of. */
export interface OpenedDeviceRecordings {
  readonly routes: Pick<RouteHandlers, keyof typeof contract>;
  close(): Promise<void>;
}

export async function openDeviceRecordings(parts: DeviceRecordingParts): Promise<OpenedDeviceRecordings> {
  const { database, recording, fleet, access, feed, audit, dataFolder, log, clock } = parts;
  const spool = await DeviceSpool.create(join(dataFolder, 'device-recordings'));
  const isFull = (): boolean => recording.diskSpace.isFull;
  const tablets = new TabletVehicles({ database, fleet });
  access.registerLocator('tablet-vehicle', (vehicleId, caller) => tablets.locate(vehicleId, caller));
  const recordings = new DeviceRecordings({
    ...{ database, spool, fleet, feed, audit, isFull, log, clock },
    placeAt: (vehicleId, at) => new VehicleStaysTable(database).placeAt(vehicleId, at),
    vehicleOfTablet: (deviceId, at) => tablets.vehicleOf(deviceId, at),
  });
  const backfill = DeviceBackfill.create({
    ...{ database, spool, fleet, feed, log, clock },
    importSegment: (order) => recording.importDeviceSegment(order),
  });
  return { routes: deviceRecordingRoutes(recordings), close: () => backfill.close() };
}
