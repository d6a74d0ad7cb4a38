import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { Camera, CameraView, FeedKind, GapReason, Position, Vehicle, VehicleStatus } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Feed } from '../feed/Feed';
import type { Location } from '../people/Location';
import type { Schema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { SignedInCaller } from '../wire/Caller';
import { readVehicles, writeDuty, type VehicleDuty, type VehicleRow } from './VehiclesTable';

export interface FleetDependencies {
  database: Kysely<Schema>;
  announcer: Announcer;
  audit: Audit;
  feed: Feed;
  clock: () => number;
}

/** What an evidence sound becomes: sent, or not for a reason. */
export type SoundChange = 'live' | GapReason;

/** What a camera's state becomes: sending by a producer, or not sending for a reason. */
export type CameraChange = { state: 'live'; producerId: string } | { state: 'off'; reason: GapReason };

/** Every vehicle as it is now: duty, presence, cameras, newest fix. The one place that changes any of it. */
export class Fleet {
  readonly #vehicles: Map<string, Vehicle>;
  /** What a terminal said about a camera, or a vehicle's sound, beforehand, so that its going dark is not "unknown". */
  readonly #explanations = new Map<string, GapReason>();
  readonly #listeners = new Set<(vehicle: Vehicle) => void>();

  private constructor(
    private readonly dependencies: FleetDependencies,
    vehicles: readonly Vehicle[],
  ) {
    this.#vehicles = new Map(vehicles.map((vehicle) => [vehicle.id, vehicle]));
  }

  /** Nobody has moved yet: see `Positions.recall`. */
  static async create(dependencies: FleetDependencies): Promise<Fleet> {
    const rows = await readVehicles(dependencies.database);
    return new Fleet(dependencies, rows.map(vehicleOf));
  }

  vehicles(): readonly Vehicle[] {
    return [...this.#vehicles.values()];
  }

  vehicle(vehicleId: string): Vehicle | null {
    return this.#vehicles.get(vehicleId) ?? null;
  }

  camera(cameraId: string): Camera | null {
    const vehicle = this.vehicle(cameraId.slice(0, cameraId.lastIndexOf(':')));
    return vehicle?.cameras.find((camera) => camera.id === cameraId) ?? null;
  }

  /** Where a vehicle stands in the organisation tree, for Access. */
  locateVehicle(vehicleId: string): Location | null {
    const vehicle = this.vehicle(vehicleId);
    return vehicle && { placeId: vehicle.placeId, vehicleIds: [vehicle.id] };
  }

  locateCamera(cameraId: string): Location | null {
    const camera = this.camera(cameraId);
    return camera && this.locateVehicle(camera.vehicleId);
  }

  /** Told after every change but positions; returns how to stop being told. */
  onChanged(listener: (vehicle: Vehicle) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async goOnDuty(caller: SignedInCaller, vehicleId: string, crew: readonly string[]): Promise<Vehicle> {
    const before = this.#expect(vehicleId);
    // A terminal that comes back says again what is so already.
    if (before.onDuty && before.crew.join('\n') === crew.join('\n')) return before;
    const vehicle = await this.#changeDuty(caller, before, 'fleet.goOnDuty', { onDuty: true, crew: [...crew] });
    if (!before.onDuty) await this.#tellFeed(vehicle, 'on-duty', { crew: crew.join('、') });
    return vehicle;
  }

  async goOffDuty(caller: SignedInCaller, vehicleId: string): Promise<Vehicle> {
    const before = this.#expect(vehicleId);
    if (!before.onDuty) return before;
    const vehicle = await this.#changeDuty(caller, before, 'fleet.goOffDuty', { onDuty: false, status: 'free' });
    await this.#tellFeed(vehicle, 'off-duty', {});
    return vehicle;
  }

  /** Refused with `conflict` while the vehicle is not on duty. */
  async setStatus(caller: SignedInCaller, vehicleId: string, status: VehicleStatus): Promise<Vehicle> {
    const before = this.#expect(vehicleId);
    if (!before.onDuty) throw new RequestError('conflict', 'the vehicle is not on duty');
    if (before.status === status) return before;
    const vehicle = await this.#changeDuty(caller, before, 'fleet.setStatus', { status });
    await this.#tellFeed(vehicle, 'status-changed', { status });
    return vehicle;
  }

  /** A terminal of the vehicle is connected, or none is any more. */
  async setOnline(vehicleId: string, online: boolean): Promise<void> {
    const before = this.vehicle(vehicleId);
    if (!before || before.online === online) return;
    const vehicle = this.#change(before, { online });
    await this.#tellFeed(vehicle, online ? 'vehicle-online' : 'vehicle-offline', {});
  }

  /** Ids are `vehicle:view`; an unknown camera is `not-found`. */
  async setCameraState(cameraId: string, change: CameraChange): Promise<void> {
    const camera = this.camera(cameraId);
    if (!camera) throw new RequestError('not-found', `no camera ${cameraId}`);
    const before = this.#expect(camera.vehicleId);
    const next = this.#cameraAfter(camera, change, before);
    if (next.state === camera.state && next.reason === camera.reason && next.producerId === camera.producerId) return;
    const vehicle = this.#change(before, {
      cameras: before.cameras.map((other) => (other.id === cameraId ? next : other)),
    });
    if (next.state === camera.state || !vehicle.onDuty) return;
    await (next.state === 'live'
      ? this.#tellFeed(vehicle, 'camera-live', { view: camera.view })
      : this.#tellFeed(vehicle, 'camera-off', { view: camera.view, reason: next.reason ?? 'unknown' }));
  }

  /** Keeps what the terminal says about a camera, and corrects the reason of one that is off already. */
  async explainCamera(vehicleId: string, view: CameraView, reason: GapReason): Promise<void> {
    const camera = this.camera(`${vehicleId}:${view}`);
    if (!camera) throw new RequestError('not-found', `the vehicle has no ${view} camera`);
    this.#explanations.set(camera.id, reason);
    if (camera.state === 'off') await this.setCameraState(camera.id, { state: 'off', reason });
  }

  /** Keeps what the terminal says about its evidence sound, and corrects the reason of one that is off already. */
  explainSound(vehicleId: string, reason: GapReason): void {
    this.#explanations.set(vehicleId, reason);
    if (!this.#expect(vehicleId).hasSound) this.setSound(vehicleId, reason);
  }

  setSound(vehicleId: string, change: SoundChange): void {
    const before = this.vehicle(vehicleId);
    if (!before) return;
    const hasSound = change === 'live';
    if (hasSound) this.#explanations.delete(vehicleId);
    const soundReason = hasSound ? null : this.#reasonAfter(vehicleId, change, before);
    if (before.hasSound === hasSound && before.soundReason === soundReason) return;
    this.#change(before, { hasSound, soundReason });
  }

  /** Takes a newer fix; false for one that is not. Announced by `Positions`, coalesced, not from here. */
  moveTo(vehicleId: string, position: Position): boolean {
    const vehicle = this.#expect(vehicleId);
    if (vehicle.position && vehicle.position.number >= position.number) return false;
    this.#vehicles.set(vehicleId, { ...vehicle, position });
    return true;
  }

  #cameraAfter(camera: Camera, change: CameraChange, vehicle: Vehicle): Camera {
    if (change.state === 'live') {
      this.#explanations.delete(camera.id);
      return { ...camera, state: 'live', reason: null, producerId: change.producerId };
    }
    return { ...camera, state: 'off', reason: this.#reasonAfter(camera.id, change.reason, vehicle), producerId: null };
  }

  /** Why a camera or a sound is off: what its terminal has said of it says more than that nothing comes. */
  #reasonAfter(id: string, reason: GapReason, { onDuty }: Vehicle): GapReason {
    if (!onDuty) return 'off-duty';
    const isVague = reason === 'unknown' || reason === 'no-media';
    return isVague ? (this.#explanations.get(id) ?? reason) : reason;
  }

  async #changeDuty(
    caller: SignedInCaller,
    before: Vehicle,
    action: string,
    part: Partial<Omit<VehicleDuty, 'revision'>>,
  ): Promise<Vehicle> {
    const duty: VehicleDuty = {
      onDuty: part.onDuty ?? before.onDuty,
      status: part.status ?? before.status,
      crew: part.crew ?? before.crew,
      revision: this.#revisionAfter(before),
    };
    await this.dependencies.database.transaction().execute(async (transaction) => {
      await writeDuty(transaction, before.id, duty);
      await this.dependencies.audit.write(transaction, {
        caller,
        action,
        subject: { kind: 'vehicle', id: before.id },
        placeId: before.placeId,
        details: { status: duty.status, crew: duty.crew.join('、') },
      });
    });
    return this.#change(this.#expect(before.id), part);
  }

  #change(before: Vehicle, part: Partial<Vehicle>): Vehicle {
    const vehicle = { ...before, ...part, revision: this.#revisionAfter(before) };
    this.#vehicles.set(vehicle.id, vehicle);
    this.dependencies.announcer.announce('fleet:changed', vehicle);
    this.#listeners.forEach((listener) => listener(vehicle));
    return vehicle;
  }

  /** Revisions follow the clock, so that those after a restart are newer than those before it. */
  #revisionAfter(before: Vehicle): number {
    return Math.max(before.revision + 1, this.dependencies.clock());
  }

  #expect(vehicleId: string): Vehicle {
    const vehicle = this.vehicle(vehicleId);
    if (!vehicle) throw new RequestError('not-found', `no vehicle ${vehicleId}`);
    return vehicle;
  }

  #tellFeed(vehicle: Vehicle, kind: FeedKind, details: Record<string, string | number>): Promise<void> {
    return this.dependencies.feed.add({
      kind,
      placeId: vehicle.placeId,
      vehicleId: vehicle.id,
      details: { plate: vehicle.plate, ...details },
    });
  }
}

/** A vehicle that nobody has connected for yet, as a start finds it. */
function vehicleOf(row: VehicleRow): Vehicle {
  const { views, ...kept } = row;
  return {
    ...kept,
    online: false,
    hasSound: false,
    soundReason: row.onDuty ? 'unknown' : 'off-duty',
    position: null,
    cameras: views.map((view) => ({
      id: `${row.id}:${view}`,
      vehicleId: row.id,
      view,
      state: 'off',
      reason: row.onDuty ? 'server-restarted' : 'off-duty',
      producerId: null,
    })),
  };
}
