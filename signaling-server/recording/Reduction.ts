import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SegmentReduction } from '../recorder/reduceSegment';
import { FetchedOriginals } from './FetchedOriginals';
import type { RecordedFiles } from './RecordedFiles';
import { ReductionTable, type ReductionRules } from './ReductionTable';
import type { Doomed } from './RetentionTable';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const SWEEP_EVERY_MS = 60_000;
/** More than a hundred cameras record in a minute, and few enough that the recorder is done with them in one. */
const SEGMENTS_A_SWEEP = 1_500;
/** Originals are fetched from the archive to the data folder, which need not have room for more at once: about 1 GB. */
const MOST_FETCHED = 400;
/** A copy that is not there by then is asked for again: the recorder was away, or could not. */
const ASK_AGAIN_MS = 600_000;

export interface ReductionDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'writeAll'>;
  readonly rules: () => ReductionRules;
  readonly files: Pick<RecordedFiles, 'sizeOf' | 'readWhole'>;
  /** Tells the recorder to write a copy. False while it is not there. */
  readonly reduce: (order: SegmentReduction) => boolean;
  /** Tells it to take originals off. False while it is not there. */
  readonly remove: (segments: readonly Doomed[]) => boolean;
  /** Where what is in the archive is fetched to. */
  readonly folder: string;
  readonly log: Logger;
  readonly clock: () => number;
}

/**
 * Keeps only the key pictures of recordings whose rule says so, in two steps: the recorder writes them as a segment of
 * their own, which is sealed like any other; once that is in the index the original is taken off, which is sealed as well.
 * The copy's pictures are the original's, bit for bit, and it is never taken for the original.
 */
export class Reduction {
  #timer: NodeJS.Timeout | null = null;
  #sweeping: Promise<void> = Promise.resolve();
  /** Copies that were asked for, and when. */
  readonly #asked = new Map<string, number>();

  private constructor(
    private readonly dependencies: ReductionDependencies,
    private readonly fetched: FetchedOriginals,
  ) {}

  static async create(dependencies: ReductionDependencies): Promise<Reduction> {
    const reduction = new Reduction(dependencies, await FetchedOriginals.create(dependencies.folder));
    reduction.#timer = setInterval(() => {
      reduction.#sweeping = reduction.#sweeping.then(() => reduction.sweep());
    }, SWEEP_EVERY_MS);
    return reduction;
  }

  /** Asks for the copies of what is due, and lets go the originals of those that are there. */
  async sweep(): Promise<void> {
    const { database, rules, files, log, clock } = this.dependencies;
    try {
      const ids = await new ReductionTable(database).due(rules(), clock(), SEGMENTS_A_SWEEP);
      for (const id of this.fetched.ids()) if (!ids.includes(id)) await this.fetched.drop(id);
      if (ids.length === 0) return this.#asked.clear();
      const table = new SegmentsTable(database);
      const originals = await table.findAll(ids);
      const copies = new Map((await table.findAll(ids.map(copyIdOf))).map((row) => [row.id, row]));
      const isCopied = ({ id }: SegmentRow): boolean => copies.get(copyIdOf(id))?.state === 'closed';
      await this.#letGo(originals.filter(isCopied));
      for (const original of originals) {
        if (isCopied(original)) continue;
        const isOnVolume = (await files.sizeOf(original.path)) !== null;
        const hasRoom = this.fetched.has(original.id) || this.fetched.count < MOST_FETCHED;
        if (isOnVolume || hasRoom) await this.#ask(original, isOnVolume);
      }
    } catch (error) {
      log.error({ err: error }, 'recordings could not be reduced');
    }
  }

  async close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
    await this.#sweeping;
  }

  async #letGo(originals: readonly SegmentRow[]): Promise<void> {
    const { database, audit, rules, remove, log } = this.dependencies;
    if (originals.length === 0) return;
    const after = rules().reduceAfterDays;
    await database.transaction().execute(async (transaction) => {
      await audit.writeAll(
        transaction,
        originals.map(({ id, vehicleId, placeId, bytes }) => ({
          ...{
            caller: null,
            action: 'recording.reduce',
            placeId,
            subject: { kind: 'segment' as const, id: copyIdOf(id) },
          },
          details: {
            ...{ original: id, bytes, routineAfter: after.routine ?? 'never', alarmAfter: after.alarm ?? 'never' },
            ...(vehicleId === null ? {} : { vehicle: vehicleId }),
          },
        })),
      );
      // Last: where the recorder is not there, nothing has happened.
      if (!remove(originals.map(({ id, path }) => ({ id, path, why: 'reduced' as const }))))
        throw new Error('the recorder is not there');
    });
    for (const { id } of originals) {
      this.#asked.delete(copyIdOf(id));
      // Makes room for another one; the archive has it still.
      await this.fetched.drop(id);
    }
    log.info({ segments: originals.length }, 'of recordings only the key pictures are kept');
  }

  /** Does nothing where it was asked for not long ago, or is nowhere. */
  async #ask(original: SegmentRow, isOnVolume: boolean): Promise<void> {
    const { files, reduce, log, clock } = this.dependencies;
    const { id, path, bytes, initBytes, mimeType, startedAt, endedAt } = original;
    const segmentId = copyIdOf(id);
    if (clock() - (this.#asked.get(segmentId) ?? -Infinity) < ASK_AGAIN_MS) return;
    let file = isOnVolume ? null : this.fetched.fileOf(id, bytes);
    if (!isOnVolume && file === null) {
      const archived = await files.readWhole(path, bytes);
      if (!archived) {
        return log.error({ segmentId: id, path }, 'what is to be reduced is nowhere');
      }
      file = await this.fetched.keep(id, archived);
    }
    const { vehicleId, placeId, track, cameraView, groupId, capturedAt, captureSource, captureUncertaintyMs } =
      original;
    const capture =
      capturedAt === null || captureSource === null
        ? null
        : { capturedAt, source: captureSource, uncertaintyMs: captureUncertaintyMs ?? 0 };
    const isTold = reduce({
      ...{ type: 'reduce-segment', segmentId },
      original: {
        ...{ segmentId: id, path, file, bytes, initBytes, mimeType, startedAt, endedAt, capture },
        track: { vehicleId, placeId, track, cameraView, groupId },
      },
    });
    if (isTold) this.#asked.set(segmentId, clock());
  }
}

/** The same for an original every time, so that nothing is copied twice, whatever dies in between. */
function copyIdOf(segmentId: string): string {
  const hex = createHash('sha256').update(`reduced ${segmentId}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
