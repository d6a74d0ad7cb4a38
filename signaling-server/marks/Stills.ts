import { randomUUID } from 'node:crypto';
import { mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { RequestError, type ParsedInput, type Position, type Still } from '@protocol';
import type { Audit } from '../audit/Audit';
import { mayHandOut } from '../covers/mayHandOut';
import type { ExportRight } from '../evidence/ExportRights';
import { digestOfFile } from '../packager/digestOfFile';
import { renderStill } from '../packager/renderStill';
import { viewWords } from '../packager/reportWords';
import { timeText } from '../packager/timeText';
import type { Location } from '../people/Location';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { Recording } from '../recording/Recording';
import { SegmentsTable, type SegmentRow } from '../recording/SegmentsTable';
import type { SignedInCaller } from '../wire/Caller';
import { StillsTable, type StillRow, type StillsQuestion } from './StillsTable';

/** A fix that is older than this says nothing of where a picture was taken. */
const FIX_AGE_MS = 60_000;

export interface StillsDependencies {
  readonly database: Kysely<Schema>;
  readonly recording: Pick<Recording, 'files'>;
  readonly places: Pick<Places, 'place' | 'lineage'>;
  readonly plateOf: (vehicleId: string) => string;
  readonly trackOf: (vehicleId: string, from: number, to: number) => Promise<readonly Position[]>;
  readonly audit: Pick<Audit, 'write'>;
  /** Where the pictures are kept. */
  readonly folder: string;
  readonly clock: () => number;
}

/** Single pictures of recordings, drawn from what is on the disk and never by whoever asks; the originals are only read. */
export class Stills {
  private constructor(private readonly dependencies: StillsDependencies) {}

  static async create(dependencies: StillsDependencies): Promise<Stills> {
    await mkdir(dependencies.folder, { recursive: true, mode: 0o700 });
    return new Stills(dependencies);
  }

  async locate(stillId: string): Promise<Location | null> {
    const row = await new StillsTable(this.dependencies.database).find(stillId);
    return row && { placeId: row.placeId, vehicleIds: [] };
  }

  async list(question: StillsQuestion): Promise<Still[]> {
    return (await new StillsTable(this.dependencies.database).within(question)).map(stillOf);
  }

  async take(input: ParsedInput<'marks:takeStill'>, caller: SignedInCaller): Promise<Still> {
    const { database, recording, audit, clock } = this.dependencies;
    const known = await new StillsTable(database).ofClientKey(input.clientKey);
    if (known) return stillOf(known);
    const segment = await new SegmentsTable(database).find(input.segmentId);
    if (segment?.vehicleId == null || segment.cameraView === null) {
      throw new RequestError('not-found', 'there is no picture in it');
    }
    const { vehicleId, cameraView, placeId } = segment;
    const id = randomUUID();
    const made = await this.#draw(id, segment, await recording.files.readWhole(segment.path, segment.bytes), input.at);
    const file = this.fileOf(id);
    const row: StillRow = {
      ...{ id, clientKey: input.clientKey, vehicleId, cameraView, placeId, ...made },
      ...{ segmentId: segment.id, sourceBytes: segment.bytes },
      ...{ reason: input.reason, bytes: (await stat(file)).size, sha256: (await digestOfFile(file)).sha256 },
      ...{ accountId: caller.session.accountId, authorName: caller.session.name, createdAt: clock() },
    };
    await database.transaction().execute(async (transaction) => {
      await new StillsTable(transaction).add(row);
      await audit.write(transaction, {
        ...{ caller, action: 'recording.still', subject: { kind: 'segment', id: segment.id }, placeId },
        details: { still: id, at: row.at, reason: row.reason, sha256: row.sha256, sourceSha256: row.sourceSha256 },
      });
    });
    return stillOf(row);
  }

  /** The file of a still, for whoever it is handed to; that he was given it is written down first. */
  async handOut(
    stillId: string,
    caller: SignedInCaller,
    right: ExportRight,
  ): Promise<{ readonly path: string; readonly still: Still }> {
    const { database, audit } = this.dependencies;
    const row = await new StillsTable(database).find(stillId);
    if (!row) throw new RequestError('not-found', 'there is no such still');
    await mayHandOut(database, [{ id: row.segmentId, placeId: row.placeId }], right);
    await audit.write(database, {
      ...{ caller, action: 'recording.stillHandedOut', subject: { kind: 'segment', id: row.segmentId } },
      ...{ placeId: row.placeId, details: { still: row.id, at: row.at, reason: row.reason, sha256: row.sha256 } },
    });
    return { path: this.fileOf(row.id), still: stillOf(row) };
  }

  fileOf(stillId: string): string {
    return join(this.dependencies.folder, `${stillId}.jpg`);
  }

  async #draw(id: string, segment: SegmentRow, recorded: Buffer | null, at: number) {
    if (!recorded) throw new RequestError('not-found', 'it is not on the disk');
    const { places, plateOf, trackOf } = this.dependencies;
    const plate = plateOf(segment.vehicleId ?? '');
    const placeName = [...places.lineage(segment.placeId)]
      .reverse()
      .map((placeId) => places.place(placeId)?.name ?? '')
      .join(' ');
    const fixes = await trackOf(segment.vehicleId ?? '', at - FIX_AGE_MS, at).catch(() => []);
    const fix = fixes.at(-1) ?? null;
    const where = fix === null ? '无定位' : `${fix.longitude.toFixed(5)}, ${fix.latitude.toFixed(5)}`;
    const caption = (offsetMs: number): string[] => [
      `${plate}　${viewWords[segment.cameraView ?? 'front']}　${placeName}`,
      `${timeText(segment.startedAt + offsetMs)}　${where}　截图副本 ${id.slice(0, 8)}`,
    ];
    const part = `${this.fileOf(id)}.part${segment.mimeType.startsWith('video/webm') ? '.webm' : '.mp4'}`;
    try {
      await writeFile(part, recorded);
      const shown = await renderStill({
        ...{ source: part, offsetMs: at - segment.startedAt, caption, target: this.fileOf(id) },
      });
      const { longitude = null, latitude = null } = fix ?? {};
      const { sha256: sourceSha256, sm3: sourceSm3 } = await digestOfFile(part);
      return { plate, placeName, longitude, latitude, at: segment.startedAt + shown, sourceSha256, sourceSm3 };
    } catch (error) {
      throw new RequestError('not-found', `nothing can be seen there: ${String(error)}`);
    } finally {
      await rm(part, { force: true });
    }
  }
}

function stillOf(row: StillRow): Still {
  const { id, vehicleId, cameraView, plate, at, segmentId, sourceBytes, sourceSha256, reason } = row;
  const { bytes, sha256, authorName, createdAt } = row;
  return {
    ...{ id, vehicleId, cameraView, plate, at, segmentId, sourceBytes, sourceSha256, reason },
    ...{ bytes, sha256, authorName, createdAt },
  };
}
