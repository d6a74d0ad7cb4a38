import { join } from 'node:path';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { RecorderState } from '@protocol';
import type { Feed } from '../feed/Feed';
import type { Fleet } from '../fleet/Fleet';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import { controlPath } from '../recorder/controlPath';
import type { Cameras } from '../video/Cameras';
import type { Announcer } from '../wire/Announcer';
import { Coverage } from './Coverage';
import { JournalIntake } from './JournalIntake';
import { RecorderLink } from './RecorderLink';
import { RecordingPlan, type RecordedTalk } from './RecordingPlan';
import { SegmentsTable } from './SegmentsTable';

const TELL_EVERY_MS = 500;
/** Free space is told in steps, or every second would be news. */
const FREE_BYTES_STEP = 100_000_000;

export interface RecordingDependencies {
  readonly database: Kysely<Schema>;
  readonly fleet: Fleet;
  readonly cameras: Cameras;
  readonly talk: readonly RecordedTalk[];
  readonly announcer: Announcer;
  readonly feed: Pick<Feed, 'add'>;
  /** Where the loss of the recorder is told: the root of the organisation tree. */
  readonly cityPlaceId: string;
  /** Shared with the recorder's process: its control socket is found from it. */
  readonly dataFolder: string;
  /** The recorder's volume, read here for journals and playback and never written. */
  readonly recordingsFolder: string;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Recording as the server knows it: the plan, the index, the ledger of gaps, and whether the recorder is there. */
export class Recording {
  readonly #timer: NodeJS.Timeout;
  #since: number;
  #freeBytes: number | null = null;
  #told = '';
  #wasLost = false;
  #closed = false;

  private constructor(
    private readonly dependencies: RecordingDependencies,
    private readonly link: RecorderLink,
    private readonly intake: JournalIntake,
    private readonly coverage: Coverage,
    private readonly plan: RecordingPlan,
  ) {
    this.#since = dependencies.clock();
    this.#timer = setInterval(() => this.#tell(), TELL_EVERY_MS);
  }

  /** Takes in what the recorder wrote while no server was there, then connects to it and says what is to be recorded. */
  static async create(dependencies: RecordingDependencies): Promise<Recording> {
    const { database, fleet, cameras, talk, recordingsFolder, dataFolder, log, clock } = dependencies;
    const link = RecorderLink.create({ path: await controlPath(dataFolder), log });
    const intake = await JournalIntake.create({ database, directory: recordingsFolder, log });
    const told = { diskFails: false };
    const coverage = await Coverage.create({
      ...{ database, fleet, intake, log, clock },
      recorderPresent: () => link.present,
      diskFails: () => link.present && told.diskFails,
    });
    const plan = RecordingPlan.create({ link, fleet, cameras, talk, log, clock });
    const recording = new Recording(dependencies, link, intake, coverage, plan);
    link.onPresent(() => recording.#changed(true));
    link.onLost(() => recording.#changed(false));
    link.onMessage((message) => {
      if (message.type === 'journal-grew') intake.grew(message.path);
      if (message.type !== 'statistics') return;
      recording.#freeBytes = message.freeBytes;
      told.diskFails = message.streams.some(({ diskFails }) => diskFails);
    });
    link.start();
    return recording;
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

  /** A crew's terminal is not given what was recorded, its own included, so no vehicle is named. */
  async locateSegment(segmentId: string): Promise<Location | null> {
    const row = await new SegmentsTable(this.dependencies.database).find(segmentId);
    return row ? { placeId: row.placeId, vehicleIds: [] } : null;
  }

  /** Where a segment's file is, by its path in the index. */
  fileOf(path: string): string {
    return join(this.dependencies.recordingsFolder, path);
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
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
