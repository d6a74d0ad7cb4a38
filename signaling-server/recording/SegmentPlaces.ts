import type { SegmentRow } from './SegmentsTable';

type PlacedSegment = Pick<SegmentRow, 'id' | 'placeId'>;

/** Questions of one turn of the event loop, and the places that answer all of them. */
interface Gathered {
  readonly ids: string[];
  readonly places: Promise<ReadonlyMap<string, string>>;
}

/** Where segments were recorded. What is asked in one turn is looked up at once: a page seeks with nine cameras. */
export class SegmentPlaces {
  #gathered: Gathered | null = null;

  /** `findAll` answers those that there are, in any order. */
  constructor(private readonly findAll: (segmentIds: readonly string[]) => Promise<readonly PlacedSegment[]>) {}

  /** Null where there is no such segment. */
  async placeOf(segmentId: string): Promise<string | null> {
    const gathered = (this.#gathered ??= this.#gather());
    gathered.ids.push(segmentId);
    return (await gathered.places).get(segmentId) ?? null;
  }

  #gather(): Gathered {
    const ids: string[] = [];
    const places = Promise.resolve().then(async () => {
      this.#gathered = null;
      return new Map((await this.findAll(ids)).map(({ id, placeId }) => [id, placeId]));
    });
    return { ids, places };
  }
}
