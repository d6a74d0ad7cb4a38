import { randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { RequestError, type EvidencePackage, type EvidenceScope } from '@protocol';
import type { Audit, AuditEntry } from '../audit/Audit';
import { checkCovers } from '../covers/planKeptFiles';
import type { CentreKey } from '../audit/CentreKey';
import type { Location } from '../people/Location';
import type { Places } from '../people/Places';
import type { ManifestSignature } from '../packager/packagePlan';
import type { Turns } from '../packager/Turns';
import type { Digest } from '../recorder/digestOf';
import type { Announcer } from '../wire/Announcer';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import type { ExportRight, ExportRights } from './ExportRights';
import type { PackageFiles } from './PackageFiles';
import type { PackagerProcess, PackagerResult } from './PackagerProcess';
import { PackageSourcesTable } from './PackageSourcesTable';
import { PackagesTable, type PackageChange, type PackageRecord } from './PackagesTable';
import { placeOfPackage } from './placeOfPackage';
import { planPackage, type PlanDependencies } from './planPackage';
import { ZipRemoval } from './ZipRemoval';
import type { Logger } from 'pino';

/** More segments than this are two packages. */
const MOST_SEGMENTS = 6_000;
/** A segment of the last seconds is waited for until it is closed. */
const CLOSED_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 500;
/** A packager that somebody ends is run again, but not for ever. */
const MOST_RUNS = 5;
const unfinished: readonly EvidencePackage['state'][] = ['waiting', 'running'];

type Deed = Pick<AuditEntry, 'caller' | 'action' | 'details'>;
type RunningPackager = Pick<PackagerProcess, 'result' | 'close'>;

export interface EvidencePackagesDependencies extends Omit<PlanDependencies, 'mayExportAt' | 'mayExportTalk' | 'key'> {
  readonly key: Pick<CentreKey, 'algorithm' | 'fingerprint' | 'publicKey' | 'sign' | 'chain'>;
  readonly audit: Pick<Audit, 'write' | 'writeAll'>;
  readonly announcer: Pick<Announcer, 'announce'>;
  readonly places: Pick<Places, 'lowestAbove' | 'lineage' | 'everyPlaceUnder'>;
  readonly rights: Pick<ExportRights, 'isHighEnough'>;
  readonly packageFiles: PackageFiles;
  readonly startPackager: (...given: Parameters<typeof PackagerProcess.create>) => RunningPackager;
  /** Shared with whatever else transcodes. */
  readonly turns: Turns;
  /** How long a zip stays, in milliseconds; null for ever. */
  readonly lifetimeMs: number | null;
  /** What is handed out as evidence is kept as such. */
  readonly keep: (
    transaction: Kysely<Schema>,
    span: { readonly vehicleId: string; readonly fromAt: number; readonly toAt: number },
  ) => Promise<void>;
  readonly log: Logger;
}

/** Evidence packages: asked for by a person, made one at a time in a process of their own, resumed after a restart. */
export class EvidencePackages {
  #running: { readonly packageId: string; readonly process: RunningPackager | null } | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;
  #removal: ZipRemoval | null = null;

  private constructor(
    private readonly dependencies: EvidencePackagesDependencies,
    private readonly packages: PackagesTable,
  ) {}

  static async create(dependencies: EvidencePackagesDependencies): Promise<EvidencePackages> {
    const table = new PackagesTable(dependencies.database);
    const packages = new EvidencePackages(dependencies, table);
    packages.#removal = ZipRemoval.create({
      ...{ ...dependencies, files: dependencies.packageFiles },
      onRemoved: (record) => packages.#tell(record),
    });
    for (const { id } of await table.unfinished()) packages.#enqueue(id);
    return packages;
  }

  /**
   * Writes down who asks for what and why, for the package and for each recording in it, then makes it in the background.
   * What was recorded where the caller may not export, or what he may not export there, is `forbidden`; of the talk that
   * the vehicles took part in he gets what he may, and the package names the rest.
   */
  async request(scope: EvidenceScope, caller: SignedInCaller, right: ExportRight): Promise<EvidencePackage> {
    const { database, audit, clock, keep } = this.dependencies;
    if (scope.from >= clock()) throw new RequestError('invalid-input', 'that time has not come yet');
    const sources = new PackageSourcesTable(database);
    const rows = (await Promise.all(scope.tracks.map((track) => sources.segments(track, scope.from, scope.to)))).flat();
    if (rows.length > MOST_SEGMENTS) throw new RequestError('invalid-input', `more than ${MOST_SEGMENTS} segments`);
    await checkCovers(database, scope, right.placeIds);
    const { placeId, rightPlaceId, talk } = await placeOfPackage(this.dependencies, scope, rows, right);
    const record: PackageRecord = {
      ...{ id: randomUUID(), scope, placeId, rightPlaceId, actorName: caller.session.name },
      accountId: caller.session.accountId,
      ...{ requestedAt: clock(), state: 'waiting', percent: 0, finishedAt: null, bytes: null },
      ...{ manifestSha256: null, failure: null, removesAt: null, removedAt: null, revision: 1 },
    };
    const details = { package: record.id, category: scope.category, reason: scope.reason };
    const span = { from: scope.from, to: scope.to };
    await database.transaction().execute(async (transaction) => {
      await new PackagesTable(transaction).add(record);
      for (const vehicleId of new Set(scope.tracks.map((track) => track.vehicleId))) {
        await keep(transaction, { vehicleId, fromAt: scope.from, toAt: scope.to });
      }
      const action = 'evidence.export';
      const whole = { kind: 'package', id: record.id };
      await audit.write(transaction, { caller, action, subject: whole, placeId, details: { ...details, ...span } });
      await audit.writeAll(
        transaction,
        [...rows, ...talk].map((row) => ({
          ...{ caller, action, placeId: row.placeId, subject: { kind: 'segment', id: row.id } },
          details: { ...details, track: row.track },
        })),
      );
    });
    this.#tell(record);
    this.#enqueue(record.id);
    return wireOf(record);
  }

  /** Makes a zip anew that was removed, from the plan that was kept; `conflict` where there is nothing to do. */
  async rebuild(packageId: string, reason: string, caller: SignedInCaller): Promise<EvidencePackage> {
    const record = await this.#find(packageId);
    const change = { state: 'waiting', percent: 0, removedAt: null, failure: null } as const;
    const deed = { caller, action: 'evidence.rebuild', details: { package: packageId, reason } };
    const waiting = record.removedAt === null ? null : await this.#change(record, ['done'], change, deed);
    if (!waiting) throw new RequestError('conflict', 'its zip is there');
    this.#enqueue(packageId);
    return wireOf(waiting);
  }

  /** Ends the making; a finished package is a `conflict`. */
  async cancel(packageId: string, caller: SignedInCaller): Promise<EvidencePackage> {
    const record = await this.#find(packageId);
    const change = { state: 'cancelled', finishedAt: this.dependencies.clock() } as const;
    const cancelled = await this.#giveUp(record, change, { caller, action: 'evidence.cancel' });
    if (!cancelled) throw new RequestError('conflict', 'it is finished');
    return wireOf(cancelled);
  }

  async list(placeIds: readonly string[]): Promise<EvidencePackage[]> {
    return (await this.packages.newest(placeIds)).map(wireOf);
  }

  async locate(packageId: string): Promise<Location | null> {
    const record = await this.packages.find(packageId);
    return record ? { placeId: record.placeId, vehicleIds: [] } : null;
  }

  /** The finished zip of a package; `not-found` where it is not finished. */
  async zipOf(packageId: string): Promise<{ readonly path: string; readonly record: EvidencePackage }> {
    const record = await this.#find(packageId);
    if (record.state !== 'done' || record.removedAt !== null) throw new RequestError('not-found', 'there is no zip');
    return { path: this.dependencies.packageFiles.zip(packageId), record: wireOf(record) };
  }

  /** What is being made is made anew at the next start, but for the copies that are finished. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#removal?.close();
    await this.#running?.process?.close();
    await this.#work;
  }

  #enqueue(packageId: string): void {
    this.#work = this.#work.then(async () => {
      try {
        if (!this.#closed) await this.#make(packageId);
      } catch (error) {
        this.dependencies.log.error({ err: error, packageId }, 'an evidence package was not made');
        if (!this.#closed) await this.#fail(packageId, 'internal').catch(() => undefined);
      }
    });
  }

  async #make(packageId: string): Promise<void> {
    const record = await this.#change(await this.#find(packageId), unfinished, { state: 'running', percent: 0 });
    if (!record) return;
    this.#running = { packageId, process: null };
    try {
      if (!(await this.#plan(record))) return await this.#fail(packageId, 'nothing-recorded');
      await this.dependencies.turns.take(() => this.#runPackager(packageId));
    } finally {
      this.#running = null;
      const { state } = await this.#find(packageId);
      if (state === 'cancelled') await this.dependencies.packageFiles.removeAll(packageId);
    }
  }

  /** A package that was begun is made by the plan that it was begun with. False where there is nothing to make. */
  async #plan(record: PackageRecord): Promise<boolean> {
    const { packageFiles, places, rights } = this.dependencies;
    if (await packageFiles.layOutPlan(record.id)) return true;
    await this.#waitUntilClosed(record);
    const under = places.everyPlaceUnder(record.placeId);
    const heldAt = record.rightPlaceId ?? record.placeId;
    const plan = await planPackage(record, {
      ...this.dependencies,
      mayExportAt: (at) => under.includes(at),
      mayExportTalk: (at, category) => under.includes(at) && rights.isHighEnough(heldAt, at, category),
    });
    if (plan.recordings.every(({ segments }) => segments.length === 0) && plan.covers.length === 0) return false;
    await packageFiles.keepPlan(record.id, plan);
    return await packageFiles.layOutPlan(record.id);
  }

  async #runPackager(packageId: string): Promise<void> {
    let signed: ManifestSignature | null = null;
    let result: PackagerResult | null = null;
    for (let run = 0; run < MOST_RUNS && (result === null || isWorthAnotherRun(result)); run += 1) {
      if (this.#closed || (await this.#find(packageId)).state !== 'running') return;
      const { packageFiles } = this.dependencies;
      const process = this.dependencies.startPackager(packageFiles.workFolder(packageId), packageFiles.zip(packageId), {
        onProgress: (percent) => void this.#progress(packageId, percent),
        sign: async (manifest) => (signed = await this.#sign(packageId, manifest)),
      });
      this.#running = { packageId, process };
      result = await process.result;
    }
    const record = await this.#find(packageId);
    if (result === null || this.#closed || record.state !== 'running') return;
    if (result.outcome === 'failed') {
      this.dependencies.log.error({ packageId, message: result.message }, 'the packager failed');
      return await this.#fail(packageId, result.why);
    }
    await this.#finish(record, result.bytes, signed);
  }

  async #finish(record: PackageRecord, bytes: number, signed: ManifestSignature | null): Promise<void> {
    const { clock, lifetimeMs, packageFiles } = this.dependencies;
    const manifestSha256 = signed?.manifest.sha256 ?? null;
    const finishedAt = clock();
    const removesAt = lifetimeMs === null ? null : finishedAt + lifetimeMs;
    const change = { state: 'done', percent: 100, bytes, manifestSha256, finishedAt, removesAt } as const;
    const details = { bytes, manifestSha256: manifestSha256 ?? '' };
    const done = await this.#change(record, ['running'], change, {
      caller: null,
      action: 'evidence.packaged',
      details,
    });
    if (done) await packageFiles.removeWork(record.id);
  }

  /** The same manifest is signed once, so that a package that is built again is the same to the last byte. */
  async #sign(packageId: string, manifest: Digest): Promise<ManifestSignature> {
    const { key, clock, packageFiles } = this.dependencies;
    const known = await packageFiles.signature(packageId);
    if (known?.manifest.sha256 === manifest.sha256 && known.manifest.sm3 === manifest.sm3) return known;
    const signedAt = clock();
    const text = JSON.stringify(['zhiqin-package', packageId, manifest.sha256, manifest.sm3, signedAt]);
    const signature = { manifest, signedAt, ...key.sign(text), keys: [...key.chain.records] };
    await packageFiles.keepSignature(packageId, signature);
    return signature;
  }

  /** A camera that goes on recording closes its segment within ten seconds; one that does not is left out, and it is said. */
  async #waitUntilClosed({ id, scope }: PackageRecord): Promise<void> {
    const { database, clock } = this.dependencies;
    const until = clock() + CLOSED_WITHIN_MS;
    const sources = new PackageSourcesTable(database);
    while (!this.#closed && clock() < until && (await this.#find(id)).state === 'running') {
      const rows = await Promise.all(scope.tracks.map((track) => sources.segments(track, scope.from, scope.to)));
      if (rows.flat().every(({ state }) => state !== 'open')) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #progress(packageId: string, percent: number): Promise<void> {
    try {
      const advanced = await this.packages.advance(packageId, percent);
      if (advanced) this.#tell(advanced);
    } catch (error) {
      this.dependencies.log.warn({ err: error, packageId }, 'the progress of a package was not written');
    }
  }

  async #fail(packageId: string, failure: NonNullable<EvidencePackage['failure']>): Promise<void> {
    const record = await this.#find(packageId);
    const change = { state: 'failed', failure, finishedAt: this.dependencies.clock() } as const;
    await this.#giveUp(record, change, { caller: null, action: 'evidence.failed', details: { why: failure } });
  }

  /** One that was finished before is again what it was: without a zip. Null where it is finished already. */
  async #giveUp(record: PackageRecord, change: PackageChange, deed: Deed): Promise<PackageRecord | null> {
    const { packageFiles, clock } = this.dependencies;
    const wasFinished = record.manifestSha256 !== null;
    const asBefore = { state: 'done', percent: 100, removedAt: clock(), failure: change.failure ?? null } as const;
    const changed = await this.#change(record, unfinished, wasFinished ? asBefore : change, deed);
    if (!changed) return null;
    if (this.#running?.packageId === record.id) await this.#running.process?.close();
    await packageFiles.removeZip(record.id);
    await (wasFinished ? packageFiles.removeWork(record.id) : packageFiles.removeAll(record.id));
    return changed;
  }

  /** A change and its row in the audit record are one; null where the package is in none of the states any more. */
  async #change(
    { id, placeId }: PackageRecord,
    from: readonly PackageRecord['state'][],
    change: PackageChange,
    deed: Deed | null = null,
  ): Promise<PackageRecord | null> {
    const { database, audit } = this.dependencies;
    const changed = await database.transaction().execute(async (transaction) => {
      const row = await new PackagesTable(transaction).change(id, from, change);
      if (row && deed) await audit.write(transaction, { ...deed, subject: { kind: 'package', id }, placeId });
      return row;
    });
    if (changed) this.#tell(changed);
    return changed;
  }

  #tell(record: PackageRecord): void {
    this.dependencies.announcer.announce('evidence:packageChanged', wireOf(record));
  }

  async #find(packageId: string): Promise<PackageRecord> {
    const record = await this.packages.find(packageId);
    if (!record) throw new RequestError('not-found', 'there is no such package');
    return record;
  }
}

function isWorthAnotherRun(result: PackagerResult): boolean {
  return result.outcome === 'failed' && result.wasKilled;
}

function wireOf({ accountId: _, rightPlaceId: __, ...record }: PackageRecord): EvidencePackage {
  return record;
}
