import { join } from 'node:path';
import type { CameraView } from '@protocol';
import { AuditSealer } from '../audit/AuditSealer';
import { Audit } from '../audit/Audit';
import { CentreKey } from '../audit/CentreKey';
import { HeadFiles } from '../audit/HeadFiles';
import { silentLog } from '../media/mediaForTests';
import type { Databases } from '../persistence/database';
import { emptyDataFolder } from '../persistence/emptyDataFolder';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import { Journals } from '../recorder/Journals';
import { SegmentFile } from '../recorder/SegmentFile';
import type { CloseReason } from '../recorder/recorderProtocol';
import { JournalIntake } from '../recording/JournalIntake';
import { RecordHeadFiles } from './RecordHeadFiles';
import { RecordSealer } from './RecordSealer';
import { SegmentLines } from './SegmentLines';

/** 2026-11-21 13:00 UTC. */
export const WORLD_START = Date.UTC(2026, 10, 21, 13);

/** For tests: a volume on which the recorder's own code writes, and a database in which the server's own code seals. */
export class EvidenceWorld {
  /** Moves only where a test moves it. */
  now = WORLD_START + 3_600_000;

  private constructor(
    readonly folder: string,
    readonly databases: Databases,
    readonly key: CentreKey,
    readonly audit: Audit,
    readonly auditSealer: AuditSealer,
    readonly sealer: RecordSealer,
    private readonly journals: Journals,
    private readonly intake: JournalIntake,
    private readonly removeFolder: () => Promise<void>,
  ) {}

  static async create(): Promise<EvidenceWorld> {
    const { path: folder, remove } = await emptyDataFolder();
    const databases = await openEmptyDatabases(folder);
    const database = databases.main;
    const directory = join(folder, 'recordings');
    const clock = (): number => world.now;
    const key = await CentreKey.create(join(folder, 'keys', 'centre-key.pem'));
    const heads = await HeadFiles.create(join(folder, 'audit-heads'), key);
    const grown = (path: string): void => intake.grew(path);
    const intake = await JournalIntake.create({ database, directory, log: silentLog });
    const world: EvidenceWorld = new EvidenceWorld(
      folder,
      databases,
      key,
      new Audit(clock),
      AuditSealer.create({ database, heads, log: silentLog, clock }),
      RecordSealer.create({
        ...{ database, key, log: silentLog, clock, lines: new SegmentLines(directory) },
        heads: await RecordHeadFiles.create(join(folder, 'audit-heads')),
        fileOf: (path) => join(directory, path),
      }),
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
    const file = new SegmentFile(
      this.directory,
      this.journals,
      {
        track: { vehicleId: 'car', placeId: 'east', track: 'camera', cameraView: view, groupId: null },
        ...{ burstId: null, startedAt, mimeType: 'video/mp4; codecs="avc1.42e01f"', extension: 'mp4' },
        initialisation: Buffer.from(`head of ${view} `),
      },
      (error) => {
        throw error;
      },
    );
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
