import type { Subject } from '@protocol';
import type { Caller } from '../wire/Caller';

/** Where a subject stands in the organisation tree, and which vehicles' terminals it belongs to. */
export interface Location {
  /** Null for what belongs to no place, such as the caller's own transport. */
  readonly placeId: string | null;
  readonly vehicleIds: readonly string[];
}

/**
 * Finds a subject's location; null where it does not exist (for this caller). A locator of a kind that events touch
 * must answer at once, not with a promise.
 */
export type Locator = (id: string, caller: Caller | null) => Location | null | Promise<Location | null>;

export type SubjectKind = Subject['kind'];
