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
  leftAreaSeconds: 60,
  overspeedKilometresPerHour: 100,
  stillMinutes: 45,
  recordingGapSeconds: 15,
  diskFreePercent: 10,
  clockOffMs: 2_000,
  louderAfterSeconds: 30,
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
    return new Thresholds(deps, await new ThresholdsTable(deps.database).all());
  }

  of(placeId: string): { thresholds: AlarmThresholds; inherited: boolean } {
    const own = this.set.get(placeId);
    if (own !== undefined) return { thresholds: own, inherited: false };
    const parentId = this.deps.places.place(placeId)?.parentId ?? null;
    return { thresholds: parentId === null ? defaultThresholds : this.of(parentId).thresholds, inherited: true };
  }

  async save(caller: SignedInCaller, placeId: string, thresholds: AlarmThresholds): Promise<void> {
    const before = this.of(placeId).thresholds;
    const changed = (Object.keys(thresholds) as (keyof AlarmThresholds)[])
      .filter((name) => thresholds[name] !== before[name])
      .map((name) => [name, `${before[name] ?? '—'} → ${thresholds[name] ?? '—'}`]);
    await this.deps.database.transaction().execute(async (transaction) => {
      await new ThresholdsTable(transaction).write(placeId, thresholds);
      const subject = { kind: 'place', id: placeId };
      const details = Object.fromEntries(changed) as Record<string, string>;
      await this.deps.audit.write(transaction, { caller, action: 'alarms.saveThresholds', subject, placeId, details });
    });
    this.set.set(placeId, thresholds);
  }
}
