import type { Kysely } from 'kysely';
import type { Place } from '@protocol';
import type { Schema } from '../persistence/schema';
import { PlacesTable } from './PlacesTable';

/** The organisation tree, held in memory: it is asked for with every message and seldom changes. */
export class Places {
  private constructor(private readonly byId: ReadonlyMap<string, Place>) {}

  static async create({ database }: { database: Kysely<Schema> }): Promise<Places> {
    return Places.of(await new PlacesTable(database).all());
  }

  static of(places: readonly Place[]): Places {
    return new Places(new Map(places.map((place) => [place.id, place])));
  }

  all(): readonly Place[] {
    return [...this.byId.values()];
  }

  place(placeId: string): Place | null {
    return this.byId.get(placeId) ?? null;
  }

  /** The place itself and those above it, up to the root. Empty for an unknown place. */
  lineage(placeId: string): readonly string[] {
    const lineage: string[] = [];
    for (let place = this.byId.get(placeId); place !== undefined && !lineage.includes(place.id);) {
      lineage.push(place.id);
      place = place.parentId === null ? undefined : this.byId.get(place.parentId);
    }
    return lineage;
  }

  /** True where a place is another or stands under it. */
  within(placeId: string, ancestorId: string): boolean {
    return this.lineage(placeId).includes(ancestorId);
  }

  /** A place and every place under it. */
  everyPlaceUnder(placeId: string): readonly string[] {
    return [...this.byId.keys()].filter((candidate) => this.within(candidate, placeId));
  }

  /** The lowest place under which all the given ones stand; null where there is none. */
  lowestAbove(placeIds: readonly string[]): string | null {
    const [first, ...others] = placeIds;
    if (first === undefined) return null;
    return this.lineage(first).find((candidate) => others.every((other) => this.within(other, candidate))) ?? null;
  }
}
