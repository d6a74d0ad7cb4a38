import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CameraView, EvidencePackage, EvidenceScope } from '@protocol';
import { AuditSealer } from '../audit/AuditSealer';
import { Audit } from '../audit/Audit';
import { CentreKey } from '../audit/CentreKey';
import { HeadFiles } from '../audit/HeadFiles';
import { silentLog } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Turns } from '../packager/Turns';
import { Places } from '../people/Places';
import { importDeviceSegment, type DeviceSegmentImport } from '../recorder/importDeviceSegment';
import { avcConfiguration } from '../recorder/avcConfiguration';
import { FragmentedMp4 } from '../recorder/FragmentedMp4';
import { Journals } from '../recorder/Journals';
import { SegmentFile } from '../recorder/SegmentFile';
import type { CloseReason, TrackDescription } from '../recorder/recorderProtocol';
import { JournalIntake } from '../recording/JournalIntake';
import { RecordedFiles, type RecordedFileSource } from '../recording/RecordedFiles';
import type { SignedInCaller } from '../wire/Caller';
import { EvidencePackages, type EvidencePackagesDependencies } from './EvidencePackages';
import type { ExportRight, ExportRights } from './ExportRights';
import { PackageFiles } from './PackageFiles';
import { PackagerProcess } from './PackagerProcess';
import { fillDistrict } from '../persistence/fillDistrict';
import { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealer } from './RecordSealer';
import { SegmentLines } from './SegmentLines';
import type { TimeStamper } from './TimeStamper';

const TICKS_A_SECOND = 90_000;
/** 320x240, as x264 writes it. */
export const SEQUENCE_SET = Buffer.from('6742c00dda0507e840000003004000000c03c50aa8', 'hex');
export const PICTURE_SET = Buffer.from('68ce0fc8', 'hex');

/** 2026-11-21 13:00 UTC. */
export const WORLD_START = Date.UTC(2026, 10, 21, 13);

/** The right of whoever may export all of the world. */
export const everywhere: ExportRight = { placeIds: ['east'], covers: () => true };

/** For tests: a volume on which the recorder's own code writes, and a database in which the server's own code seals. */
export class EvidenceWorld {
  /** Moves only where a test moves it. */
  now = WORLD_START + 3_600_000;
  /** Set by tests that have an authority of time. */
  stamper: TimeStamper | null = null;
  /** Set by tests that have others above and beside the one where everything is recorded. */
  places = Places.of([{ id: 'east', name: '东区', kind: 'city', parentId: null }]);
  /** Set by tests in which not everybody may export everything. */
  rights: Pick<ExportRights, 'isHighEnough'> = { isHighEnough: () => true };

  private constructor(
    readonly folder: string,
    readonly databases: Databases,
    readonly key: CentreKey,
    readonly audit: Audit,
    readonly auditSealer: AuditSealer,
    readonly sealer: RecordSealer,
    /** Wherever recorded files are. */
    readonly files: RecordedFiles,
    private readonly journals: Journals,
    readonly intake: JournalIntake,
    private readonly removeFolder: () => Promise<void>,
  ) {}

  static async create(archive: RecordedFileSource | null = null): Promise<EvidenceWorld> {
    const { path: folder, remove } = await emptyDataFolder();
    const databases = await openEmptyDatabases(folder);
    const database = databases.main;
    const directory = join(folder, 'recordings');
    const files = new RecordedFiles([directory], archive);
    const clock = (): number => world.now;
    const key = await CentreKey.create(join(folder, 'keys', 'centre-key.pem'));
    const heads = await HeadFiles.create(join(folder, 'audit-heads'), key);
    const grown = (path: string): void => intake.grew(directory, path);
    const intake = await JournalIntake.create({ database, volumes: [directory], log: silentLog });
    const world: EvidenceWorld = new EvidenceWorld(
      folder,
      databases,
      key,
      new Audit(clock),
      AuditSealer.create({ database, heads, log: silentLog, clock }),
      RecordSealer.create({
        ...{ database, key, log: silentLog, clock, lines: new SegmentLines([directory]) },
        heads: await RecordHeadFiles.create(join(folder, 'audit-heads')),
        files,
      }),
      files,
      new Journals(directory, grown),
      intake,
      remove,
    );
    return world;
  }

  get directory(): string {
    return join(this.folder, 'recordings');
  }

  /** Records one camera's segment of `count` fragments of 400 ms each, the first one a key frame; answers its id. */
  async record(view: CameraView, startedAt: number, count: number, reason: CloseReason = 'rolled'): Promise<string> {
    const file = this.#begin(cameraTrack(view), startedAt, Buffer.from(`head of ${view} `));
    for (let index = 0; index < count; index += 1) {
      const from = startedAt + index * 400;
      file.append({
        bytes: Buffer.from(`${view} at ${from}, fragment ${index}; `.repeat(20)),
        ...{ startedAt: from, endedAt: from + 400, key: index % 5 === 0 },
        ...{
          arrived: { first: from + 40, last: from + 430 },
          rtpTimes: { first: index * 36_000, last: index * 36_000 },
        },
      });
    }
    await file.close(startedAt + count * 400, reason);
    return file.id;
  }

  /** Records a segment of `seconds` fragments of a second each, every one of them a key picture in a real file. */
  async recordPictures(view: CameraView, startedAt: number, seconds: number): Promise<string> {
    const muxer = FragmentedMp4.forAvc(avcConfiguration(SEQUENCE_SET, [PICTURE_SET]), TICKS_A_SECOND);
    const file = this.#begin(cameraTrack(view), startedAt, muxer.initialisation());
    for (let index = 0; index < seconds; index += 1) {
      const data = Buffer.alloc(900, `${view} ${index} `);
      const time = index * TICKS_A_SECOND;
      const from = startedAt + index * 1_000;
      file.append({
        bytes: muxer.fragment([{ time, duration: TICKS_A_SECOND, key: true, data }]),
        ...{ startedAt: from, endedAt: from + 1_000, key: true },
        ...{ arrived: { first: from + 40, last: from + 1_030 }, rtpTimes: { first: time, last: time } },
      });
    }
    await file.close(startedAt + seconds * 1_000, 'rolled');
    return file.id;
  }

  /** Writes what a terminal recorded by itself and handed in, as the recorder does. */
  async handIn(order: DeviceSegmentImport): Promise<void> {
    await importDeviceSegment(this.directory, this.journals, order);
  }

  /** Records what was said in a talk group in a second; answers the id of its file. */
  async recordTalk(
    group: Pick<TrackDescription, 'placeId' | 'groupId'>,
    burstId: string,
    startedAt: number,
  ): Promise<string> {
    const track: TrackDescription = { ...group, vehicleId: null, track: 'talk', cameraView: null };
    const file = this.#begin(track, startedAt, Buffer.from('head of talk '), burstId);
    const rtpTimes = { first: 0, last: 47_040 };
    const span = { startedAt, endedAt: startedAt + 1_000 };
    file.append({
      ...{ bytes: Buffer.from(`words of ${burstId}; `.repeat(9)), ...span, key: true, rtpTimes },
      arrived: { first: startedAt + 40, last: startedAt + 1_030 },
    });
    await file.close(span.endedAt, 'burst-ended');
    return file.id;
  }

  #begin(
    track: TrackDescription,
    startedAt: number,
    initialisation: Buffer,
    burstId: string | null = null,
  ): SegmentFile {
    return new SegmentFile(
      this.directory,
      this.journals,
      {
        track,
        ...{ burstId, startedAt, mimeType: 'video/mp4; codecs="avc1.42e01f"', extension: 'mp4' },
        initialisation,
      },
      (error) => {
        throw error;
      },
    );
  }

  /** The person who asks for packages. */
  readonly supervisor: SignedInCaller = {
    ...{ connectionId: 'desk', address: '10.0.0.8' },
    session: {
      ...{ id: 'session', accountId: 'account', name: '督察', vehicleId: null, deviceId: null },
      ...{ grants: [{ role: 'supervisor', placeId: 'east' }], expiresAt: Number.MAX_SAFE_INTEGER },
    },
  };

  /** A district with a vehicle, what happened to it, and who looked at what it recorded. */
  async fill(segmentIds: readonly string[]): Promise<void> {
    const { main } = this.databases;
    await fillDistrict(main, WORLD_START + 1_500);
    for (const id of segmentIds) {
      const subject = { kind: 'segment', id };
      await this.audit.write(main, { caller: this.supervisor, action: 'recording.play', subject, placeId: 'east' });
    }
  }

  /** Packages of this world, made by the real packager; `onSigning` is told before a manifest is signed. */
  async packages(
    announce: (changed: EvidencePackage) => void = () => undefined,
    onSigning: () => void = () => undefined,
    startPackager: EvidencePackagesDependencies['startPackager'] = (...given) => PackagerProcess.create(...given),
  ): Promise<EvidencePackages> {
    const verifier = join(this.folder, 'verifier.html');
    await writeFile(verifier, '<!doctype html><title>verifier</title>');
    const { databases, sealer, auditSealer, audit, key: centreKey } = this;
    const key = {
      algorithm: centreKey.algorithm,
      get fingerprint() {
        return centreKey.fingerprint;
      },
      get publicKey() {
        return centreKey.publicKey;
      },
      get chain() {
        return centreKey.chain;
      },
      sign: (text: string) => {
        onSigning();
        return centreKey.sign(text);
      },
    };
    return await EvidencePackages.create({
      ...{ database: databases.main, sealer, startPackager, auditSealer, key, audit, verifier, madeBy: 'Zhiqin test' },
      ...{ headsFolder: join(this.folder, 'audit-heads'), log: silentLog },
      // Packages announce nothing else than what becomes of them.
      announcer: { announce: (_, payload) => announce(payload as EvidencePackage) },
      files: this.files,
      trackOf: (vehicleId) => {
        const point = { speed: 5, heading: 90, accuracy: 8 };
        const at = (index: number): number => WORLD_START + index * 1_000;
        return Promise.resolve(
          vehicleId === 'car'
            ? [0, 1, 2].map((index) => ({
                ...{ ...point, number: index, at: at(index) },
                ...{ longitude: 114.3 + index * 0.004, latitude: 30.6 + index * 0.002 },
              }))
            : [],
        );
      },
      ...{ places: this.places, rights: this.rights },
      turns: new Turns(),
      keptFolder: this.folder,
      packageFiles: await PackageFiles.create(join(this.folder, 'evidence')),
      keep: () => Promise.resolve(),
      stamper: this.stamper,
      lifetimeMs: 30 * 86_400_000,
      clock: () => this.now,
    });
  }

  /** Asks for a package and waits until it is finished; answers where its zip is. Fails where it failed. */
  async makePackage(scope: EvidenceScope, right = everywhere): Promise<string> {
    const finished: { settle: (result: EvidencePackage) => void } = { settle: () => undefined };
    const done = new Promise<EvidencePackage>((resolve) => (finished.settle = resolve));
    const packages = await this.packages((changed) => {
      if (['done', 'failed', 'cancelled'].includes(changed.state)) finished.settle(changed);
    });
    const { id } = await packages.request(scope, this.supervisor, right);
    const result = await done;
    await packages.close();
    if (result.state !== 'done') throw new Error(`the package is ${result.state} (${String(result.failure)})`);
    return join(this.folder, 'evidence', `${id}.zip`);
  }

  /** Takes in the journals and seals all that is closed. */
  async seal(): Promise<void> {
    await this.intake.takeNow();
    await this.intake.takeNow();
    await this.sealer.seal();
  }

  async close(): Promise<void> {
    await this.journals.close();
    await this.intake.close();
    await this.sealer.close();
    await this.auditSealer.close();
    await this.databases.close();
    await this.removeFolder();
  }
}

function cameraTrack(cameraView: CameraView): TrackDescription {
  return { vehicleId: 'car', placeId: 'east', track: 'camera', cameraView, groupId: null };
}
