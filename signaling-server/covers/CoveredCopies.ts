import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { RequestError, type CoveredCopy, type ParsedInput } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { ExportRight } from '../evidence/ExportRights';
import { PackagerProcess } from '../evidence/PackagerProcess';
import { madeCover, type CoverPlan } from '../packager/coverPlan';
import { viewWords } from '../packager/reportWords';
import type { Turns } from '../packager/Turns';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { SegmentRow } from '../recording/SegmentsTable';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { CoversTable, type CoverRecord } from './CoversTable';
import { mayHandOut } from './mayHandOut';

/** A recording of the last seconds is waited for until it is closed. */
const CLOSED_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 500;

export interface CoveredCopiesDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write' | 'writeAll'>;
  readonly announcer: Pick<Announcer, 'announce'>;
  readonly plateOf: (vehicleId: string) => string;
  readonly lowestAbove: (placeIds: readonly string[]) => string | null;
  /** Absolute folders in which recordings are. */
  readonly volumes: readonly string[];
  /** Shared with whatever else transcodes. */
  readonly turns: Turns;
  /** Where copies are made and kept. */
  readonly folder: string;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Copies in which faces and plates are covered: asked for by a person, made one at a time by the packager, resumed after a restart. */
export class CoveredCopies {
  #running: PackagerProcess | null = null;
  #work: Promise<void> = Promise.resolve();
  /** Settles once what was told of the progress is written: the end comes after it. */
  #progressed: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(private readonly dependencies: CoveredCopiesDependencies) {}

  static async create(dependencies: CoveredCopiesDependencies): Promise<CoveredCopies> {
    await mkdir(dependencies.folder, { recursive: true, mode: 0o700 });
    const copies = new CoveredCopies(dependencies);
    for (const { id } of await new CoversTable(dependencies.database).unfinished()) copies.#enqueue(id);
    return copies;
  }

  async locate(coverId: string): Promise<Location | null> {
    const record = await new CoversTable(this.dependencies.database).find(coverId);
    return record && { placeId: record.placeId, vehicleIds: [] };
  }

  async list({ vehicleIds, ...span }: ParsedInput<'covers:list'>, placeIds: readonly string[]): Promise<CoveredCopy[]> {
    return (await new CoversTable(this.dependencies.database).within(vehicleIds, span, placeIds)).map(wireOf);
  }

  /** What was recorded where the caller may not export, or what he may not export there, is `forbidden`. */
  async make(input: ParsedInput<'covers:make'>, caller: SignedInCaller, right: ExportRight): Promise<CoveredCopy> {
    const { database, audit, clock, lowestAbove, plateOf } = this.dependencies;
    const { clientKey, camera, from, to, regions, reason } = input;
    const table = new CoversTable(database);
    const known = await table.ofClientKey(clientKey);
    const rows = await table.recordings(camera.vehicleId, camera.view, from, to);
    const placeIds = [...new Set(rows.map((row) => row.placeId))];
    const placeId = known?.placeId ?? lowestAbove(placeIds);
    if (placeId === null) throw new RequestError('not-found', 'nothing is on record of that camera then');
    if (!right.placeIds.includes(placeId)) throw new RequestError('forbidden', 'it is of another place');
    await mayHandOut(database, rows, right);
    if (known) return wireOf(known);
    const { accountId, name: authorName } = caller.session;
    const record: CoverRecord = {
      ...{ id: randomUUID(), clientKey, vehicleId: camera.vehicleId, cameraView: camera.view, placeId },
      ...{ plate: plateOf(camera.vehicleId), from, to, regions, reason, state: 'waiting', percent: 0, failure: null },
      ...{ parts: [], bytes: null, sha256: null, accountId, authorName, createdAt: clock(), revision: 1 },
    };
    const details = { cover: record.id, reason, from, to, regions: regions.length };
    await database.transaction().execute(async (transaction) => {
      await new CoversTable(transaction).add(record);
      await audit.writeAll(
        transaction,
        rows.map((row) => ({
          ...{ caller, action: 'recording.cover', placeId: row.placeId, subject: { kind: 'segment', id: row.id } },
          details,
        })),
      );
    });
    this.#tell(record);
    this.#enqueue(record.id);
    return wireOf(record);
  }

  /** The finished file, for whoever it is handed to; that he was given it is written down first. */
  async handOut(coverId: string, caller: SignedInCaller, right: ExportRight): Promise<string> {
    const { database, audit } = this.dependencies;
    const record = await this.#find(coverId);
    const sources = record.parts.map(({ segmentId }) => ({ id: segmentId, placeId: record.placeId }));
    await mayHandOut(database, sources, right);
    if (record.state !== 'done') throw new RequestError('not-found', 'it is not finished');
    await audit.writeAll(
      database,
      record.parts.map(({ segmentId }) => ({
        ...{ caller, action: 'recording.coverHandedOut', subject: { kind: 'segment', id: segmentId } },
        ...{ placeId: record.placeId, details: { cover: coverId, reason: record.reason, sha256: record.sha256 ?? '' } },
      })),
    );
    return this.fileOf(coverId);
  }

  fileOf(coverId: string): string {
    return join(this.dependencies.folder, `${coverId}.mp4`);
  }

  /** What is being made goes on at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#running?.close();
    await this.#work;
  }

  #enqueue(coverId: string): void {
    this.#work = this.#work.then(async () => {
      try {
        if (!this.#closed) await this.#make(coverId);
      } catch (error) {
        this.dependencies.log.error({ err: error, coverId }, 'a covered copy was not made');
        if (!this.#closed) await this.#fail(coverId, 'internal').catch(() => undefined);
      }
    });
  }

  async #make(coverId: string): Promise<void> {
    const record = await this.#change(await this.#find(coverId), { state: 'running' });
    const rows = await this.#closedRecordings(record);
    if (rows.length === 0) return await this.#fail(coverId, 'nothing-recorded');
    const workFolder = join(this.dependencies.folder, coverId);
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    await writeFile(join(workFolder, 'cover.json'), JSON.stringify(this.#planOf(record, rows)));
    const result = await this.dependencies.turns.take(async () => {
      if (this.#closed) return null;
      this.#running = PackagerProcess.create(workFolder, this.fileOf(coverId), {
        onProgress: (percent) => {
          this.#progressed = this.#progressed.then(() => this.#progress(coverId, percent));
        },
        sign: () => {
          throw new Error('a covered copy is not signed');
        },
      });
      return await this.#running.result;
    });
    this.#running = null;
    await this.#progressed;
    if (this.#closed || result === null) return;
    if (result.outcome === 'failed') {
      this.dependencies.log.error({ coverId, message: result.message }, 'a covered copy was not made');
      return await this.#fail(coverId, result.why);
    }
    const made = madeCover.parse(JSON.parse(await readFile(join(workFolder, 'made.json'), 'utf8')));
    await this.#change(await this.#find(coverId), { state: 'done', percent: 100, bytes: result.bytes, ...made });
    await rm(workFolder, { recursive: true, force: true });
  }

  #planOf({ from, to, regions, plate, cameraView }: CoverRecord, rows: readonly SegmentRow[]): CoverPlan {
    return {
      ...{ from, to, regions, title: `遮挡副本　${plate}　${viewWords[cameraView]}　原件未改动` },
      volumes: [...this.dependencies.volumes],
      segments: rows.map(({ id, path, startedAt, bytes }) => ({ segmentId: id, path, startedAt, bytes })),
    };
  }

  async #closedRecordings({ vehicleId, cameraView, from, to }: CoverRecord): Promise<SegmentRow[]> {
    const { database, clock } = this.dependencies;
    const until = clock() + CLOSED_WITHIN_MS;
    const table = new CoversTable(database);
    for (;;) {
      const rows = await table.recordings(vehicleId, cameraView, from, to);
      const closed = rows.filter(({ state }) => state !== 'open');
      if (this.#closed || closed.length === rows.length || clock() >= until) return closed;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #progress(coverId: string, percent: number): Promise<void> {
    try {
      const record = await this.#find(coverId);
      if (record.state === 'running' && percent > record.percent) await this.#change(record, { percent });
    } catch (error) {
      this.dependencies.log.warn({ err: error, coverId }, 'the progress of a covered copy was not written');
    }
  }

  async #fail(coverId: string, failure: NonNullable<CoveredCopy['failure']>): Promise<void> {
    await this.#change(await this.#find(coverId), { state: 'failed', failure });
    await rm(join(this.dependencies.folder, coverId), { recursive: true, force: true });
  }

  async #change(record: CoverRecord, change: Partial<CoverRecord>): Promise<CoverRecord> {
    const changed = { ...record, ...change, revision: record.revision + 1 };
    await new CoversTable(this.dependencies.database).change(changed);
    this.#tell(changed);
    return changed;
  }

  #tell(record: CoverRecord): void {
    this.dependencies.announcer.announce('covers:changed', wireOf(record));
  }

  async #find(coverId: string): Promise<CoverRecord> {
    const record = await new CoversTable(this.dependencies.database).find(coverId);
    if (!record) throw new RequestError('not-found', 'there is no such copy');
    return record;
  }
}

function wireOf({ accountId: _, clientKey: __, ...record }: CoverRecord): CoveredCopy {
  return record;
}
