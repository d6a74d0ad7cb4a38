import type { Kysely } from 'kysely';
import type { AlarmThresholds } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { ThresholdsTable } from './ThresholdsTable';

/** What holds where nobody has set anything. */
export const defaultThresholds: AlarmThresholds = {
  vehicleLostSeconds: 30,
  cameraLostSeconds: 30,
  noKeyFramesSeconds: 15,
  frozenPictureSeconds: 60,
  blackPictureSeconds: 60,
  coveredPictureSeconds: 60,
  noSoundSeconds: 60,
  silentSoundSeconds: 120,
  leftAreaSeconds: 60,
  overspeedKilometresPerHour: 100,
  stillMinutes: 45,
  // Looked at once a second: what could not be healed by then is an alarm within 15 s.
  recordingGapSeconds: 13,
  diskFreePercent: 10,
  clockOffMs: 2_000,
  louderAfterSeconds: 30,
  ownerGoneSeconds: 60,
  hysteresisSeconds: 60,
};

/** When the automatic alarms of each place are raised. A place of which nothing was said has its parent's. */
export class Thresholds {
  private constructor(
    private readonly deps: {
      database: Kysely<Schema>;
      places: Pick<Places, 'place'>;
      audit: Pick<Audit, 'write'>;
    },
    private readonly set: Map<string, AlarmThresholds>,
  ) {}

  static async create(deps: Thresholds['deps']): Promise<Thresholds> {
    const kept = await new ThresholdsTable(deps.database).all();
    // What was saved by an older server says nothing of thresholds that came since.
    return new Thresholds(
      deps,
      new Map([...kept].map(([placeId, thresholds]) => [placeId, { ...defaultThresholds, ...thresholds }])),
    );
  }

  of(placeId: string): { thresholds: AlarmThresholds; inherited: boolean } {
    const own = this.set.get(placeId);
    if (own !== undefined) return { thresholds: own, inherited: false };
    return { thresholds: this.#inheritedBy(placeId), inherited: true };
  }

  /** With null the place has its parent's again. */
  async save(caller: SignedInCaller, placeId: string, wanted: AlarmThresholds | null): Promise<void> {
    const before = this.of(placeId).thresholds;
    const after = wanted ?? this.#inheritedBy(placeId);
    const changed = (Object.keys(after) as (keyof AlarmThresholds)[])
      .filter((name) => after[name] !== before[name])
      .map((name) => [name, `${before[name] ?? '—'} → ${after[name] ?? '—'}`]);
    await this.deps.database.transaction().execute(async (transaction) => {
      const table = new ThresholdsTable(transaction);
      await (wanted === null ? table.remove(placeId) : table.write(placeId, wanted));
      const subject = { kind: 'place', id: placeId };
      const details = Object.fromEntries(changed) as Record<string, string>;
      await this.deps.audit.write(transaction, { caller, action: 'alarms.saveThresholds', subject, placeId, details });
    });
    if (wanted === null) this.set.delete(placeId);
    else this.set.set(placeId, wanted);
  }

  #inheritedBy(placeId: string): AlarmThresholds {
    const parentId = this.deps.places.place(placeId)?.parentId ?? null;
    return parentId === null ? defaultThresholds : this.of(parentId).thresholds;
  }
}
