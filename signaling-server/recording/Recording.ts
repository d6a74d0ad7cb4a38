import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { RecorderState } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import { controlPath } from '../recorder/controlPath';
import type { DeviceSegmentImport } from '../recorder/importDeviceSegment';
import type { SegmentReduction } from '../recorder/reduceSegment';
import type { VolumeState } from '../recorder/recorderProtocol';
import type { Cameras } from '../video/Cameras';
import type { Announcer } from '../wire/Announcer';
import { Archive } from './Archive';
import { Archiver, type ArchivedSegment } from './Archiver';
import type { ArchiveSettings } from './archiveSettings';
import { Coverage } from './Coverage';
import { DiskSpace, measureFolders } from './DiskSpace';
import { DiskWatch } from './DiskWatch';
import { JournalIntake } from './JournalIntake';
import { ObjectStore } from './ObjectStore';
import { Quotas } from './Quotas';
import { RecordedFiles } from './RecordedFiles';
import { RecorderLink } from './RecorderLink';
import { RecordingPlan, type RecordedTalk } from './RecordingPlan';
import type { Doomed } from './RetentionTable';
import { SegmentPlaces } from './SegmentPlaces';
import { SegmentsTable, type SegmentRow } from './SegmentsTable';

const TELL_EVERY_MS = 500;
/** Free space is told in steps, or every second would be news. */
const FREE_BYTES_STEP = 100_000_000;
/** A message to the recorder stays far below what its end takes as one line. */
const DELETED_AT_ONCE = 500;

export interface RecordingDependencies {
  readonly database: Kysely<Schema>;
  readonly audit: Pick<Audit, 'write'>;
  readonly places: Pick<Places, 'all' | 'lineage' | 'everyPlaceUnder'>;
  readonly fleet: Pick<Fleet, 'vehicles' | 'vehicle' | 'onChanged'>;
  readonly cameras: Pick<Cameras, 'producersOf' | 'onProducer' | 'onProducerClosed'>;
  readonly talk: readonly RecordedTalk[];
  readonly announcer: Announcer;
  readonly feed: Pick<Feed, 'add'>;
  /** True for a vehicle that calls for help: it is recorded as long as there is any room at all. */
  readonly isUrgent: (vehicleId: string) => boolean;
  /** Where the loss of the recorder is told: the root of the organisation tree. */
  readonly cityPlaceId: string;
  /** Shared with the recorder's process: its control socket is found from it. */
  readonly dataFolder: string;
  /** The recorder's volumes, read here for journals and playback and never written. */
  readonly volumes: readonly string[];
  /** Null where recordings stay on their volumes. */
  readonly archive: ArchiveSettings | null;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Recording as the server knows it: the plan, the index, the ledger of gaps, and whether the recorder is there. */
export class Recording {
  readonly #timer: NodeJS.Timeout;
  readonly #places: SegmentPlaces;
  #since: number;
  #freeBytes: number | null = null;
  #volumes: readonly VolumeState[] = [];
  #told = '';
  #wasLost = false;
  #closed = false;

  private constructor(
    private readonly dependencies: RecordingDependencies,
    private readonly link: RecorderLink,
    private readonly intake: JournalIntake,
    private readonly coverage: Coverage,
    private readonly plan: RecordingPlan,
    readonly diskSpace: DiskSpace,
    private readonly diskWatch: DiskWatch,
    readonly files: RecordedFiles,
    readonly archiver: Archiver | null,
    readonly quotas: Quotas,
  ) {
    this.#since = dependencies.clock();
    this.#places = new SegmentPlaces((ids) => new SegmentsTable(dependencies.database).findAll(ids));
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY_MS);
  }

  /** Takes in what the recorder wrote while no server was there, then connects to it and says what is to be recorded. */
  static async create(dependencies: RecordingDependencies): Promise<Recording> {
    const { database, fleet, cameras, talk, volumes, dataFolder, isUrgent, log, clock } = dependencies;
    const link = RecorderLink.create({ path: await controlPath(dataFolder), log });
    const intake = await JournalIntake.create({ database, volumes, log });
    const store = dependencies.archive && new ObjectStore(dependencies.archive);
    const files = new RecordedFiles(volumes, store && new Archive(store));
    const told = { diskFails: false };
    const diskSpace = await DiskSpace.create({
      measure: () => measureFolders(volumes),
      onChanged: (isFull) => {
        log[isFull ? 'error' : 'info']({ isFull }, 'the disk of the recordings');
        plan?.roomChanged();
      },
    });
    const { audit, places } = dependencies;
    const quotas = await Quotas.create({
      ...{ database, places, fleet, audit, log, clock },
      onChanged: () => {
        log.warn('a place or a vehicle has come to its quota of recordings, or has room again');
        plan?.roomChanged();
      },
    });
    const hasRoomFor = (id: string): boolean =>
      isUrgent(id) || !(diskSpace.isFull || quotas.isReached({ id, placeId: fleet.vehicle(id)?.placeId ?? '' }));
    let plan: RecordingPlan | null = null;
    const coverage = await Coverage.create({
      ...{ database, fleet, intake, log, clock },
      recorderPresent: () => link.present,
      diskFails: () => link.present && told.diskFails,
      storageFull: (vehicleId) => !hasRoomFor(vehicleId),
      lacksKeyFrame: (track) => plan?.lacksKeyFrame(track) === true,
    });
    const made = (plan = RecordingPlan.create({ link, fleet, cameras, talk, hasRoomFor, log, clock }));
    const closedLately: SegmentRow[] = [];
    intake.onNews((news) =>
      closedLately.push(...news.flatMap(({ row, closed, deleted }) => (closed && !deleted ? row : []))),
    );
    const diskWatch = DiskWatch.create({
      // A segment lasts hardly longer than from one look to the next, so those that ended in between count, too.
      written: () => [...closedLately.splice(0), ...(link.present ? intake.open() : [])],
      files,
      heal: ({ vehicleId, track, cameraView }) => made.renew(vehicleId, track, cameraView),
      log,
    });
    const release = (segments: readonly ArchivedSegment[]): boolean => {
      if (link.present) link.send({ type: 'release-segments', segments: [...segments] });
      return link.present;
    };
    const archiver = store && Archiver.create({ database, files, store, release, log, clock });
    const recording = new Recording(
      dependencies,
      link,
      intake,
      coverage,
      made,
      diskSpace,
      diskWatch,
      files,
      archiver,
      quotas,
    );
    link.onPresent(() => recording.#changed(true));
    link.onLost(() => recording.#changed(false));
    link.onMessage((message) => {
      if (message.type === 'journal-grew') intake.grew(message.volume, message.path);
      if (message.type !== 'statistics') return;
      recording.#volumes = message.volumes;
      const free = message.volumes.flatMap(({ works, freeBytes }) => (works && freeBytes !== null ? freeBytes : []));
      recording.#freeBytes = free.length === 0 ? null : free.reduce((sum, one) => sum + one);
      told.diskFails = message.streams.some(({ diskFails }) => diskFails);
    });
    link.start();
    return recording;
  }

  get dataFolder(): string {
    return this.dependencies.dataFolder;
  }

  /** Segments that grow now, each with where its newest key frame is. */
  openSegments(): ReturnType<JournalIntake['open']> {
    return this.intake.open();
  }

  /** Tracks of vehicles on duty that were being recorded when the last server ended. */
  cutOff(): ReturnType<Coverage['cutOff']> {
    return this.coverage.cutOff();
  }

  openGaps(): ReturnType<Coverage['openGaps']> {
    return this.coverage.openGaps();
  }

  state(): RecorderState {
    const expectedTracks = this.plan.expectedTracks();
    const free = this.#freeBytes;
    return {
      present: this.link.present,
      since: this.#since,
      recordingTracks: Math.min(expectedTracks, this.link.present ? this.coverage.recordingTracks() : 0),
      expectedTracks,
      freeBytes: free === null ? null : Math.floor(free / FREE_BYTES_STEP) * FREE_BYTES_STEP,
    };
  }

  /** What is written to, as the recorder has said last; empty before it has said anything. */
  get volumes(): readonly VolumeState[] {
    return this.link.present ? this.#volumes : [];
  }

  /** A crew's terminal is not given what was recorded, its own included, so no vehicle is named. */
  async locateSegment(segmentId: string): Promise<Location | null> {
    const placeId = await this.#places.placeOf(segmentId);
    return placeId === null ? null : { placeId, vehicleIds: [] };
  }

  /** Has files taken off the disk; the index follows their journal. False while no recorder is there to do it. */
  removeSegments(segments: readonly Doomed[]): boolean {
    if (!this.link.present) return false;
    for (let start = 0; start < segments.length; start += DELETED_AT_ONCE) {
      this.link.send({ type: 'delete-segments', segments: segments.slice(start, start + DELETED_AT_ONCE) });
    }
    return true;
  }

  /** Has a terminal's own recording written as a segment; false while no recorder is there to do it. */
  importDeviceSegment(order: DeviceSegmentImport): boolean {
    if (!this.link.present) return false;
    this.link.send(order);
    return true;
  }

  /** Has the key pictures of a segment written as one of their own; false while no recorder is there to do it. */
  reduceSegment(order: SegmentReduction): boolean {
    if (!this.link.present) return false;
    this.link.send(order);
    return true;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    this.diskSpace.close();
    await this.diskWatch.close();
    await this.archiver?.close();
    await this.quotas.close();
    this.plan.close();
    this.link.close();
    await this.intake.close();
    await this.coverage.close();
  }

  #changed(present: boolean): void {
    if (this.#closed) return;
    const { clock, feed, cityPlaceId, log } = this.dependencies;
    const lasted = clock() - this.#since;
    this.#since = clock();
    this.#tell();
    // Its being there at the server's own start is no news.
    if (present && !this.#wasLost) return;
    this.#wasLost = !present;
    const details = present ? { seconds: Math.round(lasted / 100) / 10 } : {};
    feed
      .add({ kind: present ? 'recorder-back' : 'recorder-lost', placeId: cityPlaceId, vehicleId: null, details })
      .catch((error: unknown) => log.error({ err: error }, 'the recorder is not told of in the feed'));
  }

  #tell(): void {
    const state = this.state();
    const text = JSON.stringify(state);
    if (text === this.#told) return;
    this.#told = text;
    this.dependencies.announcer.announce('recording:stateChanged', state);
  }
}
