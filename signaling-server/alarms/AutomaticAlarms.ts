import type { Logger } from 'pino';
import type { GapReason, Vehicle } from '@protocol';
import type { Fleet } from '../fleet/Fleet';
import type { Positions } from '../fleet/Positions';
import type { Places } from '../people/Places';
import type { Recording } from '../recording/Recording';
import type { Kpis } from '../status/Kpis';
import type { AlarmFact, Alarms } from './Alarms';
import type { Cameras } from '../video/Cameras';
import { ClockWatch } from './ClockWatch';
import type { DistrictOutlines } from './DistrictOutlines';
import { HeldConditions } from './HeldConditions';
import { StillWatch } from './StillWatch';
import type { Thresholds } from './Thresholds';
import { vehicleConditions, type VehicleFacts } from './vehicleConditions';
import { withoutKeyFrame } from './withoutKeyFrame';

const LOOK_EVERY_MS = 1_000;
/** A terminal that has its line reports a fix or two at once; what spans more was kept while it had none. */
const KEPT_SPAN_MS = 10_000;

export interface AutomaticAlarmsDependencies {
  alarms: Pick<Alarms, 'open' | 'raise' | 'clear'>;
  thresholds: Pick<Thresholds, 'of'>;
  fleet: Pick<Fleet, 'vehicles' | 'vehicle'>;
  positions: Pick<Positions, 'onReported'>;
  places: Pick<Places, 'place'>;
  outlines: Pick<DistrictOutlines, 'metresOutside'>;
  cameras: Pick<Cameras, 'flowing' | 'digitallySilentMs'>;
  recording: Pick<Recording, 'cutOff' | 'openGaps' | 'openSegments' | 'diskSpace' | 'volumes' | 'archiver'>;
  kpis: Pick<Kpis, 'breached'>;
  /** Where what belongs to no vehicle is told: the root of the organisation tree. */
  cityPlaceId: string;
  log: Logger;
  clock: () => number;
}

/** Nothing is lost while the archive cannot be reached; it is an alarm when it does not come back by itself. */
const ARCHIVE_PATIENCE_MS = 300_000;

/** Gaps that are nobody else's alarm: the vehicle sends, and it is not written. A dead camera has an alarm of its own. */
const unrecordedReasons: readonly GapReason[] = [
  'no-media',
  'unknown',
  'recorder-restarted',
  'server-restarted',
  'media-worker-died',
  'disk-error',
  'storage-full',
  'no-key-frame',
];

/** Looks every second for what is wrong by the thresholds of each place. A call for help is not its business. */
export class AutomaticAlarms {
  readonly #held: HeldConditions;
  readonly #clocks = new ClockWatch();
  readonly #stands = new StillWatch();
  readonly #camerasInUse = new Set<string>();
  readonly #timer: NodeJS.Timeout;

  private constructor(private readonly dependencies: AutomaticAlarmsDependencies) {
    const { alarms, log } = dependencies;
    this.#held = new HeldConditions({
      raise: (fact) => alarms.raise(fact),
      clear: (fact) => alarms.clear(fact),
      onFailed: (error) => log.error({ err: error }, 'an alarm could not be raised or cleared'),
    });
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  static create(dependencies: AutomaticAlarmsDependencies): AutomaticAlarms {
    const watch = new AutomaticAlarms(dependencies);
    const { alarms, positions, clock } = dependencies;
    positions.onReported((vehicleId, newest, spanMs) => {
      // What was kept for a line says when there was none, and nothing of the clock.
      if (spanMs < KEPT_SPAN_MS) watch.#clocks.take(vehicleId, newest.at, clock());
      watch.#stands.take(vehicleId, newest, clock());
    });
    for (const alarm of alarms.open()) {
      if (alarm.kind === 'sos' || alarm.clearedAt !== null) continue;
      watch.#held.assume(alarm, alarm.raisedAt);
      if (alarm.cameraId !== null) watch.#camerasInUse.add(alarm.cameraId);
    }
    watch.#recallCameras();
    return watch;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A camera that sent when the last server died, and does not come back, is as lost as one that goes dark now. */
  #recallCameras(): void {
    for (const { vehicleId, track, cameraView } of this.dependencies.recording.cutOff()) {
      if (track === 'camera') this.#camerasInUse.add(`${vehicleId}:${cameraView ?? ''}`);
    }
  }

  #look(): void {
    const at = this.dependencies.clock();
    const { cameras, recording } = this.dependencies;
    const withoutKeyFrameMs = withoutKeyFrame(cameras.flowing(), recording.openSegments(), at);
    const silentMs = cameras.digitallySilentMs();
    for (const vehicle of this.dependencies.fleet.vehicles()) {
      const { thresholds } = this.dependencies.thresholds.of(vehicle.placeId);
      const clockOffMs = this.#clocks.offOf(vehicle.id, at);
      const stoodMs = this.#stands.stoodMs(vehicle.id, at);
      const outside = this.#outside(vehicle);
      const camerasInUse = this.#followUse(vehicle);
      const silentSoundMs = silentMs.get(vehicle.id) ?? 0;
      const facts = { at, clockOffMs, stoodMs, outside, camerasInUse, withoutKeyFrameMs, silentSoundMs };
      for (const condition of vehicleConditions(vehicle, thresholds, facts)) this.#held.look(condition, at);
    }
    this.#lookAtGaps(at);
    this.#lookAtCentre(at);
  }

  #followUse({ onDuty, cameras }: Vehicle): ReadonlySet<string> {
    for (const { id, state } of cameras) {
      if (!onDuty) this.#camerasInUse.delete(id);
      else if (state === 'live') this.#camerasInUse.add(id);
    }
    return this.#camerasInUse;
  }

  /** A vehicle's area is that of the nearest place above it that has an outline: its district. */
  #outside({ placeId, position, onDuty }: Vehicle): VehicleFacts['outside'] {
    const { places, outlines } = this.dependencies;
    if (position === null || !onDuty) return null;
    let place = places.place(placeId);
    while (place !== null) {
      const metres = outlines.metresOutside(place.id, position);
      if (metres !== null) return { area: place.name, metres };
      place = place.parentId === null ? null : places.place(place.parentId);
    }
    return null;
  }

  /** Of a vehicle's tracks the one that has been without a record for longest counts. */
  #lookAtGaps(at: number): void {
    const since = new Map<string, number>();
    for (const { vehicleId, startedAt, reason } of this.dependencies.recording.openGaps()) {
      if (unrecordedReasons.includes(reason))
        since.set(vehicleId, Math.min(startedAt, since.get(vehicleId) ?? Infinity));
    }
    for (const { id, plate, placeId, onDuty, online } of this.dependencies.fleet.vehicles()) {
      const { recordingGapSeconds } = this.dependencies.thresholds.of(placeId).thresholds;
      const began = since.get(id) ?? Infinity;
      const isSo = onDuty && online && at - began >= (recordingGapSeconds ?? Infinity) * 1000;
      const fact: AlarmFact = {
        ...{ kind: 'recording-gap', placeId, vehicleId: id, cameraId: null, position: null },
        details: { plate },
      };
      this.#held.look({ fact, isSo, holdMs: 0 }, at);
    }
  }

  #lookAtCentre(at: number): void {
    const { cityPlaceId, kpis, recording, thresholds } = this.dependencies;
    const centre = { placeId: cityPlaceId, vehicleId: null, cameraId: null, position: null };
    const [breach] = kpis.breached();
    const details: AlarmFact['details'] = breach === undefined ? {} : { ...breach };
    this.#held.look({ fact: { kind: 'kpi-breach', ...centre, details }, isSo: breach !== undefined, holdMs: 0 }, at);
    const { diskFreePercent } = thresholds.of(cityPlaceId).thresholds;
    const { space } = recording.diskSpace;
    if (space === null) return;
    const free = (space.availableBytes / space.totalBytes) * 100;
    const { archiver } = recording;
    const isCutOff = archiver !== null && at - (archiver.problem?.since ?? at) >= ARCHIVE_PATIENCE_MS;
    const failing = [
      ...recording.volumes.flatMap(({ directory, works }) => (works ? [] : directory)),
      ...(isCutOff ? [archiver.url] : []),
    ];
    const disk: AlarmFact = {
      ...{ kind: 'disk', ...centre },
      details: { freePercent: Math.round(free), ...(failing.length > 0 ? { failing: failing.join(', ') } : {}) },
    };
    const isSo = diskFreePercent !== null && (free < diskFreePercent || failing.length > 0);
    this.#held.look({ fact: disk, isSo, holdMs: 0 }, at);
  }
}
