import type { Kysely } from 'kysely';
import type { EvidencePackage, EvidenceTrack, ExportCategory, Position } from '@protocol';
import type { AuditSealer } from '../audit/AuditSealer';
import type { CentreKey } from '../audit/CentreKey';
import { planKeptFiles } from '../covers/planKeptFiles';
import type { PackagePlan, PlannedRecording, PlannedSegment } from '../packager/packagePlan';
import type { Schema } from '../persistence/schema';
import type { RecordedFiles } from '../recording/RecordedFiles';
import { concerningTalk } from './concerningTalk';
import { CustodyTable } from './CustodyTable';
import { exportableGaps } from './exportableGaps';
import { custodyRowsInWords, eventsInWords } from './reportRows';
import { PackageSourcesTable, type RecordedSegment } from './PackageSourcesTable';
import { planCustody } from './planCustody';
import { planHappenings } from './planHappenings';
import { planLeftOut } from './planLeftOut';
import { planSeals } from './planSeals';
import { planSegment } from './planRecording';
import type { PartsQuestion } from './permittedParts';
import type { RecordSealer } from './RecordSealer';
import { RecordSealsTable } from './RecordSealsTable';
import { RecordStampsTable } from './RecordStampsTable';
import { chainOf, type RecordSeal } from './sealFormat';
import { SegmentLines } from './SegmentLines';
import type { TimeStamper } from './TimeStamper';

export interface PlanDependencies {
  readonly database: Kysely<Schema>;
  readonly sealer: Pick<RecordSealer, 'seal'>;
  readonly auditSealer: Pick<AuditSealer, 'seal'>;
  readonly stamper: Pick<TimeStamper, 'stamp'> | null;
  readonly key: Pick<CentreKey, 'algorithm' | 'fingerprint' | 'publicKey'>;
  readonly trackOf: (vehicleId: string, from: number, to: number) => Promise<Position[]>;
  /** Places of which the one who asked may be given recordings. */
  readonly mayExportAt: (placeId: string) => boolean;
  /** The same of talk, by what it is kept for. */
  readonly mayExportTalk: (placeId: string, category: ExportCategory) => boolean;
  readonly files: RecordedFiles;
  readonly headsFolder: string;
  /** In which stills and covered copies are kept. */
  readonly keptFolder: string;
  /** The one HTML file that checks packages. */
  readonly verifier: string;
  readonly madeBy: string;
  readonly clock: () => number;
}

interface Lane {
  readonly vehicleId: string | null;
  readonly track: PlannedRecording['track'];
  readonly cameraView: RecordedSegment['cameraView'];
  readonly source: RecordedSegment['source'];
  readonly rows: readonly RecordedSegment[];
  readonly gaps: PlannedRecording['gaps'];
}

/** Gathers what a package is to hold. What is closed is sealed first, and the custody rows with it. */
export async function planPackage(
  { id, scope, actorName, requestedAt }: EvidencePackage,
  deps: PlanDependencies,
): Promise<PackagePlan> {
  const { database, key } = deps;
  const { from, to, tracks, withCopies, category, reason } = scope;
  await deps.sealer.seal();
  await deps.auditSealer.seal();
  await deps.stamper?.stamp();
  const sources = new PackageSourcesTable(database);
  const vehicleIds = [...new Set(tracks.map(({ vehicleId }) => vehicleId))];
  const vehicles = await sources.vehicles(vehicleIds);
  const plates = new Map(vehicles.map(({ id: vehicleId, plate }) => [vehicleId, plate]));
  const { mayExportAt, trackOf } = deps;
  const happened = await planHappenings(database, { vehicleIds, from, to, mayExportAt, trackOf });
  const kept = await planKeptFiles(database, scope, { folder: deps.keptFolder, mayExportAt });
  const talk = await concerningTalk(database, happened.parts, deps.mayExportTalk);
  const whole = await lanesOf(database, tracks, { vehicleIds, from, to, mayExportAt });
  const coveredRows = whole.flatMap((lane) => (kept.isLeftOut(lane) ? lane.rows : []));
  const lanes = [
    ...whole.map((lane) => (kept.isLeftOut(lane) ? { ...lane, rows: [] } : lane)),
    ...talkLanes(talk.given),
  ];
  const rows = lanes.flatMap((lane) => lane.rows);
  const gapIds = lanes.flatMap((lane) => lane.gaps.map((gap) => gap.id));
  const sealsTable = new RecordSealsTable(database);
  const rowIds = rows.map((row) => row.id);
  const seals = new Map((await sealsTable.ofSubjects(rowIds)).map((seal) => [seal.subjectId, seal]));
  const lines = await new SegmentLines(deps.files.volumes, new Set(rowIds)).of(rows);
  const recordings: PlannedRecording[] = [];
  for (const lane of lanes) recordings.push(await planLane(lane, { seals, lines, plates, scope, deps }));
  const planned = new Set(recordings.flatMap(({ segments }) => segments.map(({ segmentId }) => segmentId)));
  const sealed = await planSeals(sealsTable, new RecordStampsTable(database), [...planned, ...gapIds]);
  const leftOut: PackagePlan['leftOut'] = [
    ...rows
      .filter((row) => !planned.has(row.id))
      .map((row) => ({ segmentId: row.id, why: row.state === 'open' ? ('open' as const) : ('unsealed' as const) })),
    ...coveredRows.map((row) => ({ segmentId: row.id, why: 'covered' as const })),
    ...talk.refused.map((row) => ({ segmentId: row.id, why: 'not-permitted' as const })),
  ];
  const known = new Set([...planned, ...leftOut.map(({ segmentId }) => segmentId)]);
  leftOut.push(...(await planLeftOut(database, { scope, links: sealed.seals.links, known, mayExportAt })));
  const custody = new CustodyTable(database);
  const custodyRows = [
    ...(await custody.aboutRecordings([...new Set([...planned, ...kept.sourceIds])])).rows,
    ...(await custody.about({ kind: 'package', ids: [id] })),
  ].sort((one, other) => one.row.number - other.row.number);
  return {
    ...{ packageId: id, createdAt: deps.clock(), requestedAt, madeBy: deps.madeBy, actorName },
    ...{
      category,
      reason,
      span: { from, to },
      withCopies,
      recordings,
      verifier: deps.verifier,
      volumes: [...deps.files.volumes],
    },
    key: {
      algorithm: key.algorithm,
      fingerprint: key.fingerprint,
      publicKey: key.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    },
    vehicles: vehicles.map(({ id: vehicleId, plate, placeName, crew }) => ({ id: vehicleId, plate, placeName, crew })),
    leftOut,
    ...{ covers: kept.covers, stills: kept.stills, originalsLeftOut: scope.originalsLeftOut ?? null },
    ...sealed,
    custody: await planCustody(custody, custodyRows, deps.headsFolder),
    custodyRows: custodyRows.length,
    tracks: vehicles.map(({ id: vehicleId, plate }) => ({
      ...{ plate, name: plain(plate) },
      positions: [...happened.positionsOf(vehicleId)],
    })),
    data: {
      ...{ bursts: [...talk.bursts], events: happened.events, orders: happened.orders },
      ...{ alarms: happened.alarms, messages: happened.messages },
    },
    report: { events: eventsInWords(happened.events, plates), custody: custodyRowsInWords(custodyRows) },
  };
}

async function lanesOf(
  database: Kysely<Schema>,
  tracks: readonly EvidenceTrack[],
  question: PartsQuestion,
): Promise<readonly Lane[]> {
  const { from, to } = question;
  const sources = new PackageSourcesTable(database);
  const lanes: Lane[] = [];
  for (const track of tracks) {
    const gaps = await exportableGaps(database, await sources.gaps(track, from, to), question);
    const rows = await sources.segments(track, from, to);
    lanes.push({
      ...track,
      source: 'live',
      rows: rows.filter(({ source }) => source === 'live'),
      gaps: gaps.map(({ id, startedAt, endedAt, reason }) => ({ id, startedAt, endedAt, reason })),
    });
    // What the terminal recorded by itself has a chain of its own, and so have the key pictures of what was reduced.
    for (const source of ['device', 'reduced'] as const) {
      const ofSource = rows.filter((row) => row.source === source);
      if (ofSource.length > 0) lanes.push({ ...track, source, rows: ofSource, gaps: [] });
    }
  }
  return lanes;
}

/** One for each talk group, which has a chain of its own. */
function talkLanes(rows: readonly RecordedSegment[]): readonly Lane[] {
  const byChain = new Map<string, RecordedSegment[]>();
  for (const row of rows) byChain.set(chainOf(row), [...(byChain.get(chainOf(row)) ?? []), row]);
  return [...byChain.values()].map((own) => ({
    ...{ vehicleId: null, track: 'talk', cameraView: null, source: 'live', rows: own, gaps: [] },
  }));
}

interface LaneWorld {
  readonly seals: ReadonlyMap<string, RecordSeal>;
  readonly lines: ReadonlyMap<string, readonly string[]>;
  readonly plates: ReadonlyMap<string, string>;
  readonly scope: EvidencePackage['scope'];
  readonly deps: Pick<PlanDependencies, 'files'>;
}

async function planLane(lane: Lane, { seals, lines, plates, scope, deps }: LaneWorld): Promise<PlannedRecording> {
  const { vehicleId, track, cameraView, source, rows, gaps } = lane;
  const plate = vehicleId === null ? '' : (plates.get(vehicleId) ?? vehicleId);
  const groupId = rows[0]?.groupId ?? null;
  const chain = chainOf({ vehicleId, track, cameraView, groupId, source });
  const ownParts = [...(track === 'talk' ? [plain(groupId ?? '')] : []), ...(source === 'live' ? [] : [source])];
  const name = [plain(plate), cameraView ?? track, ...ownParts].filter((part) => part !== '').join('-');
  const segments: PlannedSegment[] = [];
  for (const row of rows) {
    const seal = seals.get(row.id);
    if (row.state === 'open' || !seal) continue;
    const file = `originals/${name}/${row.path.split('/').at(-1) ?? row.id}`;
    const span = track === 'talk' ? { from: 0, to: Number.MAX_SAFE_INTEGER } : scope;
    const { files } = deps;
    segments.push(await planSegment({ row, seal, lines: lines.get(row.id) ?? [], files, file, span }));
  }
  return { chain, vehicleId, plate, track, cameraView, name, segments, gaps };
}

/** For names of files: `鄂A-6M560`. */
function plain(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '-');
}
