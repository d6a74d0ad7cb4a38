import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultFloorSettings, type Place, type Position, type TalkGroup, type Vehicle } from '@protocol';
import { Places } from '../people/Places';
import type { Databases } from '../persistence/database';
import { openEmptyDatabases } from '../persistence/openEmptyDatabases';
import type { GroupDefinition } from '../voice/talkGroupsOf';
import type { TalkGroups } from '../voice/TalkGroups';

const city: Place = { id: 'city', name: '市指挥中心', kind: 'city', parentId: null };
export const places = Places.of([
  city,
  { id: 'east', name: '东区', kind: 'district', parentId: 'city' },
  { id: 'west', name: '西区', kind: 'district', parentId: 'city' },
]);

/** A vehicle on duty in the eastern district unless it is said otherwise. */
export function vehicleOf(id: string, part: Partial<Vehicle> = {}): Vehicle {
  return {
    ...{ id, plate: `鄂A·${id}`, placeId: 'east', online: true, onDuty: true, status: 'free', crew: [] },
    ...{ cameras: [], hasSound: false, soundReason: null, position: null, revision: 1, ...part },
  };
}

export function fixAt(longitude: number, latitude: number, at: number): Position {
  return { number: at, at, longitude, latitude, speed: null, heading: null, accuracy: 5 };
}

/** Vehicles that a test moves by hand. */
export class HandMadeFleet {
  readonly #vehicles = new Map<string, Vehicle>();

  put(...vehicles: readonly Vehicle[]): void {
    vehicles.forEach((vehicle) => this.#vehicles.set(vehicle.id, vehicle));
  }

  vehicles(): readonly Vehicle[] {
    return [...this.#vehicles.values()];
  }

  vehicle(vehicleId: string): Vehicle | null {
    return this.#vehicles.get(vehicleId) ?? null;
  }
}

/** Talk groups that do as they are told; a test ends them as their hang time would. */
export class HandMadeGroups {
  readonly #groups = new Map<string, TalkGroup>();
  readonly #closed: ((groupId: string) => void)[] = [];
  readonly #emergencyEnded: ((groupId: string) => void)[] = [];
  readonly emergencySessions = new Map<string, string>();
  readonly #lasting = new Map<string, () => boolean>();

  openGroup(definition: GroupDefinition): TalkGroup {
    const group: TalkGroup = {
      ...definition,
      ...{ speaker: null, queue: [], emergency: null, settings: defaultFloorSettings, revision: 1 },
    };
    this.#groups.set(group.id, group);
    return group;
  }

  redefineGroup(groupId: string, change: Parameters<TalkGroups['redefineGroup']>[1]): TalkGroup {
    const before = this.#expect(groupId);
    const { vehicleIds = before.vehicleIds, area = before.area, name = before.name } = change;
    return this.#put({ ...before, vehicleIds: [...vehicleIds], area, name });
  }

  closeGroup(groupId: string): Promise<void> {
    this.#groups.delete(groupId);
    this.#closed.forEach((listener) => listener(groupId));
    return Promise.resolve();
  }

  setEmergency(groupId: string, emergency: Parameters<TalkGroups['setEmergency']>[1]): TalkGroup {
    if (emergency) this.emergencySessions.set(groupId, emergency.sessionId);
    else this.emergencySessions.delete(groupId);
    if (emergency) this.#lasting.set(groupId, emergency.lasts);
    else this.#lasting.delete(groupId);
    const { name = '', vehicleId = null, since = 0 } = emergency ?? {};
    return this.#put({ ...this.#expect(groupId), emergency: emergency && { name, vehicleId, since } });
  }

  /** Whether silence does not end the emergency of this group. */
  lasts(groupId: string): boolean {
    return this.#lasting.get(groupId)?.() ?? false;
  }

  hangUpEmergency(groupId: string): void {
    this.#emergencyEnded.forEach((listener) => listener(groupId));
  }

  group(groupId: string): TalkGroup | null {
    return this.#groups.get(groupId) ?? null;
  }

  groups(): TalkGroup[] {
    return [...this.#groups.values()];
  }

  onGroupClosed(listener: (groupId: string) => void): void {
    this.#closed.push(listener);
  }

  onEmergencyEnded(listener: (groupId: string) => void): void {
    this.#emergencyEnded.push(listener);
  }

  #put(group: TalkGroup): TalkGroup {
    this.#groups.set(group.id, group);
    return group;
  }

  #expect(groupId: string): TalkGroup {
    const group = this.#groups.get(groupId);
    if (!group) throw new Error(`no group ${groupId}`);
    return group;
  }
}

/** An empty database in a folder of its own. */
export async function emptyDatabases(): Promise<{ databases: Databases; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'calls-'));
  const databases = await openEmptyDatabases(folder);
  return {
    databases,
    remove: async () => {
      await databases.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
