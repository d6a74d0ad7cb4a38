import type { GroupDefinition } from './talkGroupsOf';

/** Who is in each group: its own vehicles, and for a while those of an order that goes with it. */
export class GroupGuests {
  readonly #own = new Map<string, GroupDefinition>();
  readonly #guests = new Map<string, readonly string[]>();

  /** What a group is of itself; answers what it is with its guests. */
  define(own: GroupDefinition): GroupDefinition {
    this.#own.set(own.id, own);
    const guests = this.#guests.get(own.id) ?? [];
    return { ...own, vehicleIds: [...new Set([...own.vehicleIds, ...guests])] };
  }

  /** In the place of the guests before; answers what the group is from now on, null where nothing changes. */
  invite(groupId: string, vehicleIds: readonly string[]): GroupDefinition | null {
    const before = this.#guests.get(groupId) ?? [];
    if (before.join(' ') === vehicleIds.join(' ')) return null;
    if (vehicleIds.length === 0) this.#guests.delete(groupId);
    else this.#guests.set(groupId, vehicleIds);
    const own = this.#own.get(groupId);
    return own === undefined ? null : this.define(own);
  }

  /** A group without its guests; null for one that is not there. */
  own(groupId: string): GroupDefinition | null {
    return this.#own.get(groupId) ?? null;
  }

  /** The group is no more; whoever was invited would be in one of the same id again. */
  forget(groupId: string): void {
    this.#own.delete(groupId);
  }
}
