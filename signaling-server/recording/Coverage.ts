import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Vehicle } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Schema } from '../persistence/schema';
import { gapReasonOf } from './gapReasonOf';
import { GapsTable, type GapRow } from './GapsTable';
import type { JournalIntake } from './JournalIntake';
import type { SegmentNews } from './segmentIndex';
import { SegmentsTable } from './SegmentsTable';
import { TrackCoverage, type GapChange, type TrackIdentity } from './TrackCoverage';

const LOOK_EVERY_MS = 500;

export interface CoverageDependencies {
  readonly database: Kysely<Schema>;
  readonly fleet: Pick<Fleet, 'vehicles' | 'vehicle' | 'onChanged'>;
  readonly intake: Pick<JournalIntake, 'onNews' | 'open'>;
  readonly recorderPresent: () => boolean;
  readonly diskFails: () => boolean;
  /** True where a vehicle is not recorded since there is no room for routine. */
  readonly storageFull: (vehicleId: string) => boolean;
  readonly lacksKeyFrame: (track: TrackIdentity) => boolean;
  readonly log: Logger;
  readonly clock: () => number;
}

interface Entry {
  readonly identity: TrackIdentity;
  readonly coverage: TrackCoverage;
}

/** The ledger of every track of every vehicle on duty: no second without a segment or a gap with its reason. */
export class Coverage {
  readonly #entries = new Map<string, Entry>();
  readonly #cutOff: TrackIdentity[] = [];
  readonly #timer: NodeJS.Timeout;
  readonly #waiting: GapChange[] = [];
  #written: Promise<void> = Promise.resolve();

  private constructor(private readonly dependencies: CoverageDependencies) {
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Goes on where the last run ended: the time in between becomes a gap. */
  static async create(dependencies: CoverageDependencies): Promise<Coverage> {
    const { database, fleet, intake, clock } = dependencies;
    const coverage = new Coverage(dependencies);
    const onDuty = fleet.vehicles().filter((vehicle) => vehicle.onDuty);
    const ends = await new SegmentsTable(database).lastEnds(onDuty.map(({ id }) => id));
    const gaps = await new GapsTable(database).open();
    const lastEnds = new Map(ends.map((row) => [keyOf(row), row.lastEnd]));
    const openGaps = new Map(gaps.map((row) => [keyOf(row), row]));
    for (const vehicle of onDuty) {
      for (const identity of tracksOf(vehicle)) {
        const key = keyOf(identity);
        const gap = openGaps.get(key) ?? null;
        openGaps.delete(key);
        const lastEnd = lastEnds.get(key) ?? 0;
        const until = gap ? Math.max(gap.startedAt, lastEnd) : lastEnd || clock();
        coverage.#entries.set(key, { identity, coverage: new TrackCoverage(identity, until, gap) });
        if (lastEnd > (gap?.startedAt ?? 0)) coverage.#cutOff.push(identity);
        if (!gap) coverage.#apply(key, (track) => track.look(clock(), 'server-restarted'));
        else if (lastEnd > gap.startedAt) coverage.#write([{ kind: 'end', id: gap.id, endedAt: lastEnd }]);
      }
    }
    // Gaps of vehicles that are off duty, left open by a death between two writings.
    for (const gap of openGaps.values()) coverage.#write([{ kind: 'end', id: gap.id, endedAt: gap.startedAt }]);
    intake.onNews((news) => news.forEach((one) => coverage.#takeNews(one)));
    fleet.onChanged((vehicle) => coverage.#follow(vehicle));
    await coverage.#written;
    return coverage;
  }

  /** How many of the given tracks are growing on disk. */
  recordingTracks(): number {
    const now = this.dependencies.clock();
    return [...this.#entries.values()].filter(({ coverage }) => coverage.recording(now)).length;
  }

  /** Tracks of vehicles on duty that were being recorded when the last server ended. */
  cutOff(): readonly TrackIdentity[] {
    return this.#cutOff;
  }

  /** Tracks of vehicles on duty that are not recorded at this moment. */
  openGaps(): GapRow[] {
    return [...this.#entries.values()].flatMap(({ coverage }) => coverage.openGap ?? []);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#written;
  }

  #follow(vehicle: Vehicle): void {
    const now = this.dependencies.clock();
    for (const identity of tracksOf(vehicle)) {
      const key = keyOf(identity);
      const entry = this.#entries.get(key);
      if (vehicle.onDuty && !entry) {
        this.#entries.set(key, { identity, coverage: new TrackCoverage(identity, now, null) });
        this.#apply(key, (track, reason) => track.begin(now, reason));
      } else if (!vehicle.onDuty && entry) {
        this.#apply(key, (track) => track.end(now));
        this.#entries.delete(key);
      }
    }
  }

  #takeNews({ row, closed }: SegmentNews): void {
    const { id: segmentId, startedAt, endedAt, bytes, initBytes, state } = row;
    // What a terminal recorded by itself fills a gap and does not end it: that the line was down stays in the ledger. A
    // reduced copy is of long ago.
    if (row.source !== 'live' || (bytes <= initBytes && state === 'open')) return;
    const stretch = { segmentId, startedAt, endedAt, closed, open: state === 'open' };
    this.#apply(keyOf(row), (track, reason) => track.take(stretch, reason));
  }

  #look(): void {
    const now = this.dependencies.clock();
    for (const key of this.#entries.keys()) this.#apply(key, (track, reason) => track.look(now, reason));
  }

  #apply(
    key: string,
    step: (track: TrackCoverage, reason: ReturnType<typeof gapReasonOf>) => readonly GapChange[],
  ): void {
    const entry = this.#entries.get(key);
    const vehicle = entry ? this.dependencies.fleet.vehicle(entry.identity.vehicleId) : null;
    if (!entry || !vehicle) return;
    const reason = gapReasonOf({
      vehicle,
      ...entry.identity,
      recorderPresent: this.dependencies.recorderPresent(),
      diskFails: this.dependencies.diskFails(),
      storageFull: this.dependencies.storageFull(entry.identity.vehicleId),
      lacksKeyFrame: this.dependencies.lacksKeyFrame(entry.identity),
      lastClose: entry.coverage.lastClose,
    });
    this.#write(step(entry.coverage, reason));
  }

  /** In order, one after the other; what cannot be written is logged, and the next start finds the hole and fills it. */
  #write(changes: readonly GapChange[]): void {
    if (changes.length === 0) return;
    this.#waiting.push(...changes);
    this.#written = this.#written.then(() => this.#writeWaiting());
  }

  /** Gaps that begin together, as all do when the recorder is lost, are one statement; what becomes of them follows. */
  async #writeWaiting(): Promise<void> {
    const { database, log } = this.dependencies;
    const table = new GapsTable(database);
    const changes = this.#waiting.splice(0);
    const added = changes.flatMap((change) => (change.kind === 'add' ? change.row : []));
    try {
      await table.add(added);
    } catch (error) {
      log.error({ err: error, added }, 'gaps could not be written');
    }
    for (const change of changes) {
      if (change.kind === 'add') continue;
      try {
        await writeChange(table, change);
      } catch (error) {
        log.error({ err: error, change }, 'a gap could not be written');
      }
    }
  }
}

function writeChange(table: GapsTable, change: Exclude<GapChange, { kind: 'add' }>): Promise<void> {
  switch (change.kind) {
    case 'end':
      return table.end(change.id, change.endedAt);
    case 'correct':
      return table.correct(change.id, change.startedAt, change.reason);
    case 'remove':
      return table.remove(change.id);
  }
}

function tracksOf({ id, cameras }: Vehicle): readonly TrackIdentity[] {
  return [
    ...cameras.map(({ view }): TrackIdentity => ({ vehicleId: id, track: 'camera', cameraView: view })),
    { vehicleId: id, track: 'evidence-sound', cameraView: null },
  ];
}

function keyOf({
  vehicleId,
  track,
  cameraView,
}: {
  vehicleId: string | null;
  track: string;
  cameraView: string | null;
}): string {
  return `${vehicleId ?? ''}|${track}|${cameraView ?? ''}`;
}
