import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError, type EvidencePackage, type EvidenceScope } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { CentreKey } from '../audit/CentreKey';
import type { Location } from '../people/Location';
import type { ManifestSignature } from '../packager/packagePlan';
import type { Digest } from '../recorder/digestOf';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { PackagerProcess } from './PackagerProcess';
import { PackageSourcesTable } from './PackageSourcesTable';
import { PackagesTable, type PackageRecord } from './PackagesTable';
import { planPackage, type PlanDependencies } from './planPackage';
import type { Logger } from 'pino';

/** More segments than this are two packages. */
const MOST_SEGMENTS = 6_000;
/** A segment of the last seconds is waited for until it is closed. */
const CLOSED_WITHIN_MS = 15_000;
const LOOK_AGAIN_MS = 500;

export interface EvidencePackagesDependencies extends Omit<PlanDependencies, 'mayExportAt' | 'key'> {
  readonly key: Pick<CentreKey, 'algorithm' | 'fingerprint' | 'publicKey' | 'sign'>;
  readonly audit: Pick<Audit, 'write' | 'writeAll'>;
  readonly announcer: Pick<Announcer, 'announce'>;
  /** The lowest place above all of the given ones. */
  readonly lowestAbove: (placeIds: readonly string[]) => string | null;
  readonly placesUnder: (placeId: string) => readonly string[];
  /** Where packages are made and kept. */
  readonly folder: string;
  readonly log: Logger;
}

/** Evidence packages: asked for by a person, made one at a time in a process of their own, resumed after a restart. */
export class EvidencePackages {
  #running: { readonly packageId: string; readonly process: PackagerProcess | null } | null = null;
  #work: Promise<void> = Promise.resolve();
  #closed = false;

  private constructor(private readonly dependencies: EvidencePackagesDependencies) {}

  static async create(dependencies: EvidencePackagesDependencies): Promise<EvidencePackages> {
    await mkdir(dependencies.folder, { recursive: true, mode: 0o700 });
    const packages = new EvidencePackages(dependencies);
    for (const { id } of await new PackagesTable(dependencies.database).unfinished()) packages.#enqueue(id);
    return packages;
  }

  /**
   * Writes down who asks for what and why, for the package and for each recording in it, then makes it in the background.
   * `mayExportAt` are the places at which the caller holds the right; what was recorded elsewhere is `forbidden`.
   */
  async request(
    scope: EvidenceScope,
    caller: SignedInCaller,
    mayExportAt: readonly string[],
  ): Promise<EvidencePackage> {
    const { database, audit, clock, lowestAbove } = this.dependencies;
    if (scope.from >= clock()) throw new RequestError('invalid-input', 'that time has not come yet');
    const sources = new PackageSourcesTable(database);
    const vehicles = await sources.vehicles(scope.tracks.map(({ vehicleId }) => vehicleId));
    const rows = (await Promise.all(scope.tracks.map((track) => sources.segments(track, scope.from, scope.to)))).flat();
    if (rows.length > MOST_SEGMENTS) throw new RequestError('invalid-input', `more than ${MOST_SEGMENTS} segments`);
    const placeIds = [...new Set([...rows, ...vehicles].map(({ placeId }) => placeId))];
    const placeId = lowestAbove(placeIds);
    if (placeId === null || ![...placeIds, placeId].every((one) => mayExportAt.includes(one))) {
      throw new RequestError('forbidden', 'a part of it was recorded where the caller may not export');
    }
    const record: PackageRecord = {
      ...{ id: randomUUID(), scope, placeId, actorName: caller.session.name, accountId: caller.session.accountId },
      ...{ requestedAt: clock(), state: 'waiting', percent: 0, finishedAt: null, bytes: null },
      ...{ manifestSha256: null, failure: null, revision: 1 },
    };
    const details = { package: record.id, category: scope.category, reason: scope.reason };
    const span = { from: scope.from, to: scope.to };
    await database.transaction().execute(async (transaction) => {
      await new PackagesTable(transaction).add(record);
      const action = 'evidence.export';
      const whole = { kind: 'package', id: record.id };
      await audit.write(transaction, { caller, action, subject: whole, placeId, details: { ...details, ...span } });
      await audit.writeAll(
        transaction,
        rows.map((row) => ({
          ...{ caller, action, placeId: row.placeId, subject: { kind: 'segment', id: row.id } },
          details: { ...details, track: row.track },
        })),
      );
    });
    this.#tell(record);
    this.#enqueue(record.id);
    return wireOf(record);
  }

  /** Ends the making; a finished package is a `conflict`. */
  async cancel(packageId: string, caller: SignedInCaller): Promise<EvidencePackage> {
    const { database, audit, clock } = this.dependencies;
    const record = await this.#find(packageId);
    if (record.state !== 'waiting' && record.state !== 'running') throw new RequestError('conflict', 'it is finished');
    const subject = { kind: 'package', id: packageId };
    await audit.write(database, { caller, action: 'evidence.cancel', subject, placeId: record.placeId });
    const cancelled = await this.#change(record, { state: 'cancelled', finishedAt: clock() });
    if (this.#running?.packageId === packageId) await this.#running.process?.close();
    await this.#clean(packageId, true);
    return wireOf(cancelled);
  }

  async list(placeIds: readonly string[]): Promise<EvidencePackage[]> {
    return (await new PackagesTable(this.dependencies.database).newest(placeIds)).map(wireOf);
  }

  async locate(packageId: string): Promise<Location | null> {
    const record = await new PackagesTable(this.dependencies.database).find(packageId);
    return record ? { placeId: record.placeId, vehicleIds: [] } : null;
  }

  /** The finished zip of a package; `not-found` where it is not finished. */
  async zipOf(packageId: string): Promise<{ readonly path: string; readonly record: EvidencePackage }> {
    const record = await this.#find(packageId);
    if (record.state !== 'done') throw new RequestError('not-found', 'it is not finished');
    return { path: this.#zipPath(packageId), record: wireOf(record) };
  }

  /** What is being made is made anew at the next start, but for the copies that are finished. */
  async close(): Promise<void> {
    this.#closed = true;
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
    let record = await this.#find(packageId);
    if (record.state !== 'waiting' && record.state !== 'running') return;
    record = await this.#change(record, { state: 'running', percent: 0 });
    this.#running = { packageId, process: null };
    try {
      await this.#waitUntilClosed(record);
      const under = this.dependencies.placesUnder(record.placeId);
      const plan = await planPackage(record, { ...this.dependencies, mayExportAt: (at) => under.includes(at) });
      if (plan.recordings.every(({ segments }) => segments.length === 0)) {
        return await this.#fail(packageId, 'nothing-recorded');
      }
      await mkdir(this.#workFolder(packageId), { recursive: true, mode: 0o700 });
      await writeFile(join(this.#workFolder(packageId), 'plan.json'), JSON.stringify(plan));
      await this.#runPackager(packageId);
    } finally {
      this.#running = null;
    }
  }

  async #runPackager(packageId: string): Promise<void> {
    if (this.#closed || (await this.#find(packageId)).state !== 'running') return;
    let manifestSha256: string | null = null;
    const process = PackagerProcess.create(this.#workFolder(packageId), this.#zipPath(packageId), {
      onProgress: (percent) => void this.#progress(packageId, percent),
      sign: (manifest) => {
        manifestSha256 = manifest.sha256;
        return this.#sign(packageId, manifest);
      },
    });
    this.#running = { packageId, process };
    const result = await process.result;
    const record = await this.#find(packageId);
    if (this.#closed || record.state !== 'running') return;
    if (result.outcome === 'failed') {
      this.dependencies.log.error({ packageId, message: result.message }, 'the packager failed');
      return await this.#fail(packageId, result.why);
    }
    const { database, audit, clock } = this.dependencies;
    const subject = { kind: 'package', id: packageId };
    const details = { bytes: result.bytes, manifestSha256: manifestSha256 ?? '' };
    await audit.write(database, {
      caller: null,
      action: 'evidence.packaged',
      subject,
      placeId: record.placeId,
      details,
    });
    const done = { state: 'done', percent: 100, bytes: result.bytes, manifestSha256, finishedAt: clock() } as const;
    await this.#change(record, done);
    await this.#clean(packageId, false);
  }

  #sign(packageId: string, manifest: Digest): ManifestSignature {
    const { key, clock } = this.dependencies;
    const signedAt = clock();
    const text = JSON.stringify(['zhiqin-package', packageId, manifest.sha256, manifest.sm3, signedAt]);
    return { manifest, signedAt, ...key.sign(text) };
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
      const record = await this.#find(packageId);
      if (record.state === 'running' && percent > record.percent) await this.#change(record, { percent });
    } catch (error) {
      this.dependencies.log.warn({ err: error, packageId }, 'the progress of a package was not written');
    }
  }

  async #fail(packageId: string, failure: NonNullable<EvidencePackage['failure']>): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const record = await this.#find(packageId);
    const subject = { kind: 'package', id: packageId };
    const details = { why: failure };
    await audit.write(database, { caller: null, action: 'evidence.failed', subject, placeId: record.placeId, details });
    await this.#change(record, { state: 'failed', failure, finishedAt: clock() });
    await this.#clean(packageId, true);
  }

  async #change(record: PackageRecord, change: Partial<PackageRecord>): Promise<PackageRecord> {
    const changed = { ...record, ...change, revision: record.revision + 1 };
    await new PackagesTable(this.dependencies.database).change(changed);
    this.#tell(changed);
    return changed;
  }

  #tell(record: PackageRecord): void {
    this.dependencies.announcer.announce('evidence:packageChanged', wireOf(record));
  }

  async #find(packageId: string): Promise<PackageRecord> {
    const record = await new PackagesTable(this.dependencies.database).find(packageId);
    if (!record) throw new RequestError('not-found', 'there is no such package');
    return record;
  }

  async #clean(packageId: string, withZip: boolean): Promise<void> {
    await rm(this.#workFolder(packageId), { recursive: true, force: true });
    await rm(`${this.#zipPath(packageId)}.unfinished`, { force: true });
    if (withZip) await rm(this.#zipPath(packageId), { force: true });
  }

  #workFolder(packageId: string): string {
    return join(this.dependencies.folder, packageId);
  }

  #zipPath(packageId: string): string {
    return join(this.dependencies.folder, `${packageId}.zip`);
  }
}

function wireOf({ accountId: _, ...record }: PackageRecord): EvidencePackage {
  return record;
}
