import type { ExportCategory, Place } from '@protocol';
import type { Access } from '../people/Access';
import type { Places } from '../people/Places';
import type { Session } from '../wire/Caller';
import type { ExportLevels } from './ExportLevels';

/** What one person may export. */
export interface ExportRight {
  /** The places at which the right is held. */
  readonly placeIds: readonly string[];
  /** A recording keeps the place at which it was made: that is the one to ask for, wherever its vehicle is now. */
  readonly covers: (placeId: string, category: ExportCategory) => boolean;
}

/** From the root of the organisation down. */
const kinds: readonly Place['kind'][] = ['city', 'district', 'team'];

/** Who may export what: by permission, by the place of the recording, and by what it is kept for. */
export class ExportRights {
  constructor(
    private readonly access: Pick<Access, 'everyPlaceWith'>,
    private readonly places: Pick<Places, 'lineage' | 'place'>,
    private readonly levels: Pick<ExportLevels, 'levelOf'>,
  ) {}

  of(session: Session): ExportRight {
    const placeIds = this.access.everyPlaceWith(session, 'evidence.export');
    return {
      placeIds,
      covers: (placeId, category) =>
        placeIds.includes(placeId) &&
        this.places
          .lineage(placeId)
          .some((above) => placeIds.includes(above) && this.isHighEnough(above, placeId, category)),
    };
  }

  /** Whether the right that is held at a place is held high enough for what was recorded at one under it. */
  isHighEnough(heldAt: string, placeId: string, category: ExportCategory): boolean {
    const kind = this.places.place(heldAt)?.kind;
    return kind !== undefined && kinds.indexOf(kind) <= kinds.indexOf(this.levels.levelOf(placeId, category));
  }
}
