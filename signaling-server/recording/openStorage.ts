import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type StorageReport } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Access } from '../people/Access';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Handlers, Session } from '../wire/Caller';
import { deletionPlace } from './deletionPlace';
import { DeletionRequests } from './DeletionRequests';
import type { Holds } from './Holds';
import type { Recording } from './Recording';
import { Reduction } from './Reduction';
import { Retention } from './Retention';
import { Storage } from './Storage';

export interface StorageParts {
  readonly database: Kysely<Schema>;
  readonly access: Pick<Access, 'everyPlaceWith' | 'registerLocator' | 'may'>;
  readonly audit: Pick<Audit, 'write' | 'writeAll'>;
  readonly holds: Pick<Holds, 'standing' | 'release'>;
  readonly recording: Pick<
    Recording,
    'diskSpace' | 'removeSegments' | 'reduceSegment' | 'volumes' | 'archiver' | 'quotas' | 'files' | 'dataFolder'
  >;
  readonly fleet: { vehicle: (vehicleId: string) => { readonly placeId: string } | null };
  /** The root of the organisation tree, where what concerns all is decided. */
  readonly cityPlaceId: string;
  readonly log: Logger;
  readonly clock: () => number;
}

type StorageRequest =
  | 'recording:storage'
  | 'recording:saveRetention'
  | 'recording:saveQuota'
  | 'recording:saveVehicleQuota'
  | 'recording:requestDeletion'
  | 'recording:decideDeletion'
  | 'recording:releaseHold';

/** Retention, early deletion and what is told of both. */
export interface OpenedStorage {
  readonly retention: Retention;
  readonly handlers: Pick<Handlers<'recording'>, StorageRequest>;
  close(): Promise<void>;
}

export async function openStorage(parts: StorageParts): Promise<OpenedStorage> {
  const { database, access, audit, holds, recording, fleet, cityPlaceId, log, clock } = parts;
  const remove: Recording['removeSegments'] = (segments) => recording.removeSegments(segments);
  const retention = await Retention.create({ database, audit, remove, log, clock });
  const reduction = await Reduction.create({
    ...{ database, audit, remove, log, clock, files: recording.files },
    rules: () => ({ rules: retention.rules, reduceAfterDays: retention.reduceAfterDays }),
    reduce: (order) => recording.reduceSegment(order),
    folder: join(recording.dataFolder, 'reducing'),
  });
  const requests = new DeletionRequests({ database, audit, remove, clock });
  const { diskSpace, archiver, quotas } = recording;
  const volumes: () => Recording['volumes'] = () => recording.volumes;
  const storage = new Storage({ database, volumes, archiver, quotas, diskSpace, retention, requests, holds, clock });

  const at = (placeId: string | null | undefined): Location | null =>
    placeId == null ? null : { placeId, vehicleIds: [] };
  access.registerLocator('deletion', async (id) => at(await requests.placeOf(id)));
  access.registerLocator('hold', async (id) => {
    const hold = (await holds.standing()).find((one) => one.id === id);
    return at(hold && (hold.vehicleId === null ? cityPlaceId : hold.placeId));
  });
  const decidesForAll = (session: Session): boolean =>
    access.everyPlaceWith(session, 'recording.manage').includes(cityPlaceId);

  return {
    retention,
    handlers: {
      'recording:storage': async (_, { session }) =>
        partFor(await storage.report(session.accountId), {
          vehicle: (vehicleId) =>
            vehicleId === null
              ? decidesForAll(session)
              : access.may(session, 'recording.manage', [{ kind: 'vehicle', id: vehicleId }]),
          places: access.everyPlaceWith(session, 'recording.manage'),
        }),
      'recording:saveRetention': async ({ rules, reduceAfterDays }, caller) => {
        if (!decidesForAll(caller.session)) throw new RequestError('forbidden', 'it concerns the whole centre');
        await retention.save(caller, rules, reduceAfterDays);
        return {};
      },
      'recording:saveQuota': async ({ placeId, bytes }, caller) => {
        await quotas.save(caller, placeId, bytes);
        return {};
      },
      'recording:saveVehicleQuota': async ({ vehicleId, bytes }, caller) => {
        const placeId = fleet.vehicle(vehicleId)?.placeId ?? cityPlaceId;
        await quotas.saveVehicle(caller, { vehicleId, placeId, bytes });
        return {};
      },
      'recording:requestDeletion': async ({ vehicleId, from, to, reason }, caller) => {
        const placeId = await deletionPlace({ database, access }, caller.session, { vehicleId, from, to });
        const requestId = await requests.ask(caller, { vehicleId, placeId, fromAt: from, toAt: to, reason });
        return { requestId };
      },
      'recording:decideDeletion': async (decision, caller) => {
        await requests.decide(caller, decision);
        return {};
      },
      'recording:releaseHold': async ({ holdId, reason }, caller) => {
        await holds.release(caller, holdId, reason);
        return {};
      },
    },
    close: async () => {
      await reduction.close();
      await retention.close();
    },
  };
}

/** What concerns vehicles that a person has no right to is not told; what there is room for concerns all. */
function partFor(
  report: StorageReport,
  mayKnow: { readonly vehicle: (vehicleId: string | null) => boolean; readonly places: readonly string[] },
): StorageReport {
  const known = <Item extends { readonly vehicleId: string | null }>(items: readonly Item[]): Item[] =>
    items.filter(({ vehicleId }) => mayKnow.vehicle(vehicleId));
  return {
    ...report,
    quotas: report.quotas.filter(({ placeId }) => mayKnow.places.includes(placeId)),
    vehicleQuotas: known(report.vehicleQuotas),
    dueNextWeek: known(report.dueNextWeek),
    reducedNextWeek: known(report.reducedNextWeek),
    holds: known(report.holds),
    deletionRequests: known(report.deletionRequests),
  };
}
