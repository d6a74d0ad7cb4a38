import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { deviceRecordingRoutes as contract } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import type { RouteHandlers } from '../wire/http';
import { DeviceBackfill } from './DeviceBackfill';
import { deviceRecordingRoutes } from './deviceRecordingRoutes';
import { DeviceRecordings } from './DeviceRecordings';
import { DeviceSpool } from './DeviceSpool';
import type { Recording } from './Recording';

export interface DeviceRecordingParts {
  readonly database: Kysely<Schema>;
  readonly recording: Pick<Recording, 'diskSpace' | 'importDeviceSegment'>;
  readonly fleet: Pick<Fleet, 'vehicle'>;
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
  const { database, recording, fleet, feed, audit, dataFolder, log, clock } = parts;
  const spool = await DeviceSpool.create(join(dataFolder, 'device-recordings'));
  const isFull = (): boolean => recording.diskSpace.isFull;
  const recordings = new DeviceRecordings({ database, spool, fleet, feed, audit, isFull, log, clock });
  const backfill = DeviceBackfill.create({
    ...{ database, spool, fleet, feed, log, clock },
    importSegment: (order) => recording.importDeviceSegment(order),
  });
  return { routes: deviceRecordingRoutes(recordings), close: () => backfill.close() };
}
