import type { Logger } from 'pino';
import type { AlarmKind, AlarmThresholds, Camera, Vehicle } from '@protocol';
import type { AlarmFact, Alarms } from '../alarms/Alarms';
import { HeldConditions } from '../alarms/HeldConditions';
import type { Thresholds } from '../alarms/Thresholds';
import type { Fleet } from '../fleet/Fleet';
import { judgePicture, type PictureVerdict } from './judgePicture';
import type { DecodedPicture, KeyFrame, PictureDecoder } from './PictureDecoder';
import { compare, measure } from './pictureMeasures';

const LOOK_EVERY_MS = 10_000;
/** An older key frame says nothing of the present, and another alarm says why there is no newer one. */
const FRESH_MS = 20_000;
/** So many cameras are decoded by one process, one such process after the other. */
const MOST_AT_ONCE = 16;
/** A vehicle that drives this fast must see something else every time. */
const DRIVING_KILOMETRES_PER_HOUR = 10;

/** Where the newest key frame of a camera is, and when the camera sent it. */
export interface NewestKeyFrame {
  readonly cameraId: string;
  readonly at: number;
  /** A film that begins with it; null where it is gone. */
  readonly read: () => Promise<Pick<KeyFrame, 'film' | 'extension'> | null>;
}

/** A still picture of a camera as it was at a moment of the server's clock. */
export interface Still {
  readonly jpeg: Buffer;
  readonly capturedAt: number;
}

export interface PictureWatchDependencies {
  readonly decoder: Pick<PictureDecoder, 'decode' | 'close'>;
  readonly keyFrames: () => readonly NewestKeyFrame[];
  readonly fleet: Pick<Fleet, 'camera' | 'vehicle' | 'vehicles'>;
  readonly thresholds: Pick<Thresholds, 'of'>;
  readonly alarms: Pick<Alarms, 'open' | 'raise' | 'clear'>;
  readonly log: Logger;
  readonly clock: () => number;
}

interface Seen extends Still {
  readonly luma: Uint8Array;
  readonly verdict: PictureVerdict;
}

const watched = [
  { kind: 'black-picture', threshold: 'blackPictureSeconds', isSo: ({ isBlack }: PictureVerdict) => isBlack },
  { kind: 'covered-picture', threshold: 'coveredPictureSeconds', isSo: ({ isCovered }: PictureVerdict) => isCovered },
  { kind: 'frozen-picture', threshold: 'frozenPictureSeconds', isSo: ({ isFrozen }: PictureVerdict) => isFrozen },
] as const satisfies readonly { kind: AlarmKind; threshold: keyof AlarmThresholds; isSo: unknown }[];

/** Looks every ten seconds at one picture of each camera on duty, and keeps it as the camera's poster. */
export class PictureWatch {
  readonly #seen = new Map<string, Seen>();
  readonly #held: HeldConditions;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;
  #isSaid = false;

  private constructor(private readonly dependencies: PictureWatchDependencies) {
    const { alarms, log } = dependencies;
    this.#held = new HeldConditions({
      raise: (fact) => alarms.raise(fact),
      clear: (fact) => alarms.clear(fact),
      onFailed: (error) => log.error({ err: error }, 'an alarm of a picture could not be raised or cleared'),
    });
  }

  static create(dependencies: PictureWatchDependencies): PictureWatch {
    const watch = new PictureWatch(dependencies);
    for (const alarm of dependencies.alarms.open()) {
      if (watched.some(({ kind }) => kind === alarm.kind) && alarm.clearedAt === null)
        watch.#held.assume(alarm, alarm.raisedAt);
    }
    watch.#timer = setInterval(() => void watch.look(), LOOK_EVERY_MS);
    watch.#timer.unref();
    return watch;
  }

  /** The newest picture of a camera that sends; null where there is none of the last moments. */
  posterOf(cameraId: string): Still | null {
    const seen = this.#seen.get(cameraId);
    return seen !== undefined && this.dependencies.clock() - seen.capturedAt <= FRESH_MS ? seen : null;
  }

  /** One round. A round that takes longer than ten seconds is not joined by the next. */
  async look(): Promise<void> {
    this.#looking ??= this.#lookAtAll().finally(() => (this.#looking = null));
    await this.#looking;
  }

  /** Settles once nothing of it runs any more. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.dependencies.decoder.close();
    await this.#looking;
  }

  async #lookAtAll(): Promise<void> {
    const { keyFrames, clock, log } = this.dependencies;
    const due = keyFrames().filter(({ cameraId, at }) => {
      const isNew = at > (this.#seen.get(cameraId)?.capturedAt ?? -Infinity);
      return isNew && clock() - at <= FRESH_MS && this.#workingVehicleOf(cameraId) !== null;
    });
    try {
      for (let start = 0; start < due.length && this.#timer !== null; start += MOST_AT_ONCE) {
        await this.#lookAtSome(due.slice(start, start + MOST_AT_ONCE));
      }
      this.#isSaid = false;
    } catch (error) {
      // Once is enough: without a decoder every round would say so.
      if (!this.#isSaid) log.error({ err: error }, 'pictures are not looked at now');
      this.#isSaid = true;
    }
    this.#judge();
  }

  async #lookAtSome(some: readonly NewestKeyFrame[]): Promise<void> {
    const films = await Promise.all(
      some.map(async ({ cameraId, read }) => {
        const film = await read();
        return film === null ? [] : [{ cameraId, ...film }];
      }),
    );
    const pictures = await this.dependencies.decoder.decode(films.flat());
    for (const { cameraId, at } of some) {
      const picture = pictures.get(cameraId);
      if (picture !== undefined) this.#seen.set(cameraId, this.#see(cameraId, picture, at));
    }
  }

  #see(cameraId: string, { luma, jpeg }: DecodedPicture, capturedAt: number): Seen {
    const before = this.#seen.get(cameraId);
    const isSuccessor = before !== undefined && capturedAt - before.capturedAt <= 3 * LOOK_EVERY_MS;
    const speed = this.#workingVehicleOf(cameraId)?.position?.speed ?? 0;
    const change = isSuccessor ? compare(before.luma, luma) : null;
    return {
      luma,
      jpeg,
      capturedAt,
      verdict: judgePicture(measure(luma), change, speed > DRIVING_KILOMETRES_PER_HOUR),
    };
  }

  /** A camera that shows nothing at all is another alarm's; a picture of before says nothing then. */
  #judge(): void {
    const { fleet, thresholds, clock } = this.dependencies;
    for (const vehicle of fleet.vehicles()) {
      const limits = thresholds.of(vehicle.placeId).thresholds;
      for (const camera of vehicle.cameras) {
        const still = this.posterOf(camera.id);
        const verdict =
          still === null || !isWorking(vehicle, camera) ? null : (this.#seen.get(camera.id)?.verdict ?? null);
        for (const { kind, threshold, isSo } of watched) {
          const seconds = limits[threshold];
          this.#held.look(
            {
              fact: factOf(kind, vehicle, camera),
              isSo: seconds !== null && verdict !== null && isSo(verdict),
              holdMs: (seconds ?? 0) * 1000,
            },
            clock(),
          );
        }
        if (verdict === null && still === null) this.#seen.delete(camera.id);
      }
    }
  }

  #workingVehicleOf(cameraId: string): Vehicle | null {
    const { fleet } = this.dependencies;
    const camera = fleet.camera(cameraId);
    const vehicle = camera && fleet.vehicle(camera.vehicleId);
    return camera && vehicle && isWorking(vehicle, camera) ? vehicle : null;
  }
}

const isWorking = ({ onDuty, online }: Vehicle, { state }: Camera): boolean => onDuty && online && state === 'live';

function factOf(kind: AlarmKind, { id, plate, placeId, position }: Vehicle, camera: Camera): AlarmFact {
  return {
    ...{ kind, placeId, vehicleId: id, cameraId: camera.id },
    details: { plate, view: camera.view },
    position: position && { longitude: position.longitude, latitude: position.latitude, at: position.at },
  };
}
