import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { Kysely } from 'kysely';
import { cameraView, gapReason, recordedTrack } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import { fragmentsOfMp4, fragmentsOfWebm } from '../recorder/fragmentsOfFile';
import { DEVICE_FILE_MARK } from '../recorder/importDeviceSegment';
import { parseJournalLine } from '../recorder/journalLine';
import { journalsOnDisk } from '../recorder/journalsOnDisk';
import { REDUCED_FILE_MARK } from '../recorder/reduceSegment';
import { DeletionsTable } from './DeletionsTable';
import { gapsBetween } from './gapsBetween';
import { GapsTable } from './GapsTable';
import { Holds } from './Holds';
import { HoldsTable } from './HoldsTable';
import { journalName } from './JournalIntake';
import { JournalsTable } from './JournalsTable';
import { ReindexTable } from './ReindexTable';
import { applyJournalLines, type SegmentNews } from './segmentIndex';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';
import { withRecordedPlaces } from './withRecordedPlaces';

const LINES_AT_ONCE = 20_000;
/** `2026-11-21/v-03/camera-front/20261121T134501.123Z-<id>.mp4`, as the recorder names its files. */
const MEDIA_PATH =
  /^[\d-]{10}\/([^/]+)\/([a-z-]+)\/(\d{8})T(\d{6}\.\d{3})Z-(device-|reduced-)?([\w-]+)\.(mp4|webm|mka)$/;
const MIME_TYPES = { mp4: 'video/mp4', webm: 'video/webm; codecs="vp8"', mka: 'audio/x-matroska' };

export interface Reindexed {
  readonly journals: number;
  readonly segments: number;
  /** Files of which no journal tells, taken in by their names and what is in them. */
  readonly withoutJournal: number;
  /** Files of which a journal tells and that are not there; those that went to the archive are where they should be. */
  readonly missing: readonly string[];
  readonly gaps: number;
  readonly holdId: string;
}

export interface ReindexDependencies {
  readonly database: Kysely<Schema>;
  /** The recorder's volumes; nothing on them is changed. */
  readonly volumes: readonly string[];
  readonly audit: Pick<Audit, 'write'>;
  readonly clock: () => number;
}

/**
 * Rebuilds the whole index from the disk alone: from the journals, and where those are lost from the files themselves.
 * Everything is held first, so that retention takes nothing by rows that nobody has looked at. Done again, it comes to
 * the same. No server may run meanwhile.
 */
export async function reindex(dependencies: ReindexDependencies): Promise<Reindexed> {
  const { database, volumes } = dependencies;
  const holdId = await holdEverything(dependencies);
  const rows = new Map<string, SegmentRow>();
  const closed = new Map<string, string>();
  const deleted = new Set<string>();
  const journals = await journalsOn(volumes);
  for (const { volume, path } of journals) {
    const text = await readFile(join(volume, path), 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const lines = whole.split('\n').flatMap((line) => (line === '' ? [] : (parseJournalLine(line) ?? [])));
    for (let start = 0; start < lines.length; start += LINES_AT_ONCE) {
      const news = applyJournalLines(lines.slice(start, start + LINES_AT_ONCE), rows);
      remember(news, { rows, closed, deleted });
      await database.transaction().execute(async (transaction) => {
        await new SegmentsTable(transaction).put(news.flatMap((one) => (one.deleted ? [] : one.row)));
        await new DeletionsTable(transaction).takeOff(news);
      });
    }
    await new JournalsTable(database).put(journalName(volumes, volume, path), Buffer.byteLength(whole));
  }
  const onDisk = (await Promise.all(volumes.map(mediaOnDisk))).flat();
  const known = new Set([...rows.values()].map(({ path }) => path));
  const unknown = onDisk.filter(({ path }) => !known.has(path));
  const found = await Promise.all(unknown.map(({ volume, path }) => rowOfFile(volume, path)));
  const orphans = await withRecordedPlaces(
    database,
    found.flatMap((row) => row ?? []),
    rows,
  );
  await new SegmentsTable(database).put(orphans);
  const there = new Set(onDisk.map(({ path }) => path));
  const kept = [...rows.values(), ...orphans].filter(({ id }) => !deleted.has(id));
  const gaps = gapsBetween(kept, (id) => gapReason.safeParse(closed.get(id)).data ?? null);
  const unwritten = await unknownGaps(database, gaps);
  await new GapsTable(database).add(unwritten);
  return {
    journals: journals.length,
    segments: kept.length,
    withoutJournal: orphans.length,
    missing: kept.flatMap(({ path, stored }) => (stored === 'archive' || there.has(path) ? [] : path)),
    gaps: unwritten.length,
    holdId,
  };
}

async function holdEverything({ database, audit, clock }: ReindexDependencies): Promise<string> {
  const standing = await new HoldsTable(database).standing();
  const before = standing.find(({ reason, vehicleId }) => reason === 'reindexed' && vehicleId === null);
  const placeId = await new ReindexTable(database).cityPlaceId();
  return await database.transaction().execute(async (transaction) => {
    const span = { vehicleId: null, placeId, fromAt: 0, reason: 'reindexed' as const, alarmId: null };
    const holds = new Holds({ database: transaction, audit, clock });
    const hold = before ?? (await holds.begin(transaction, null, span));
    await audit.write(transaction, { caller: null, action: 'recording.reindex', details: { hold: hold.id } });
    return hold.id;
  });
}

function remember(
  news: readonly SegmentNews[],
  kept: { rows: Map<string, SegmentRow>; closed: Map<string, string>; deleted: Set<string> },
): void {
  for (const one of news) {
    kept.rows.set(one.row.id, one.row);
    if (one.closed) kept.closed.set(one.row.id, one.closed);
    if (one.deleted) kept.deleted.add(one.row.id);
  }
}

interface FileOnVolume {
  readonly volume: string;
  readonly path: string;
}

/** By their hours: what one volume says of a segment of another, it says later. */
async function journalsOn(volumes: readonly string[]): Promise<readonly FileOnVolume[]> {
  const found = await Promise.all(
    volumes.map(async (volume) => (await journalsOnDisk(volume)).map((path) => ({ volume, path }))),
  );
  return found.flat().sort((one, other) => (one.path < other.path ? -1 : 1));
}

async function mediaOnDisk(volume: string): Promise<readonly FileOnVolume[]> {
  const entries = await readdir(volume, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(volume, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => MEDIA_PATH.test(path))
    .map((path) => ({ volume, path }));
}

/** What a file says of itself; null for one that holds no whole fragment. */
async function rowOfFile(directory: string, path: string): Promise<SegmentRow | null> {
  const [, owner = '', name = '', day = '', time = '', mark, id = '', kind = ''] = MEDIA_PATH.exec(path) ?? [];
  const track = recordedTrack.safeParse(name.startsWith('camera') ? 'camera' : name).data;
  const extension = kind === 'mp4' || kind === 'webm' ? kind : 'mka';
  if (!track) return null;
  const bytes = await readFile(join(directory, path));
  const head = extension === 'mp4' ? bytes.indexOf('moof') - 4 : bytes.indexOf(Buffer.from('1f43b675', 'hex'));
  if (head <= 0) return null;
  const fragments = extension === 'mp4' ? fragmentsOfMp4(bytes, head) : fragmentsOfWebm(bytes, head);
  const last = fragments.at(-1);
  if (!last) return null;
  const iso = `${day.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(.*)/, '$1:$2:$3')}Z`;
  const startedAt = Date.parse(iso);
  const { mtimeMs } = await stat(join(directory, path));
  const key = fragments.findLast((fragment) => fragment.key && track === 'camera') ?? null;
  return {
    ...{ id, path, track, cameraView: cameraView.safeParse(name.slice('camera-'.length)).data ?? null },
    ...{ vehicleId: owner === 'centre' ? null : owner, placeId: '', groupId: null, burstId: null },
    source: mark === DEVICE_FILE_MARK ? 'device' : mark === REDUCED_FILE_MARK ? 'reduced' : 'live',
    ...{ mimeType: track === 'camera' ? MIME_TYPES[extension] : MIME_TYPES[extension].replace('video/', 'audio/') },
    ...{ startedAt, endedAt: Math.round(Number.isNaN(startedAt) ? mtimeMs : startedAt + last.endMs) },
    ...{ state: 'interrupted', bytes: last.offset + last.bytes, initBytes: head, damages: [] },
    ...{ keyOffset: key?.offset ?? null, keyBytes: key?.bytes ?? null },
    keyAt: key ? Math.round(startedAt + key.startMs) : null,
    ...{ capturedAt: null, captureSource: null, captureUncertaintyMs: null, stored: 'volume' },
  };
}

/** Those that the ledger, where it was not lost, does not have. */
async function unknownGaps(
  database: Kysely<Schema>,
  gaps: ReturnType<typeof gapsBetween>,
): Promise<ReturnType<typeof gapsBetween>> {
  const known = await new ReindexTable(database).knownGaps();
  return gaps.filter(
    (gap) =>
      !known.some(
        (one) =>
          one.vehicleId === gap.vehicleId &&
          one.track === gap.track &&
          one.cameraView === gap.cameraView &&
          one.startedAt < (gap.endedAt ?? Infinity) &&
          (one.endedAt ?? Infinity) > gap.startedAt,
      ),
  );
}
