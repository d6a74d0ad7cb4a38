import type { Kysely } from 'kysely';
import { defaultFloorSettings, type FloorSettings } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { FloorSettingsTable } from './FloorSettingsTable';
import type { GroupDefinition } from './talkGroupsOf';

export interface GroupSettingsDependencies {
  database: Kysely<Schema>;
  audit: Pick<Audit, 'write'>;
  clock: () => number;
}

/** The timers and limits of each group's floor, as they are now. They outlive the server. */
export class GroupSettings {
  readonly #changed = new Map<string, FloorSettings>();

  private constructor(private readonly dependencies: GroupSettingsDependencies) {}

  static async create(dependencies: GroupSettingsDependencies): Promise<GroupSettings> {
    const settings = new GroupSettings(dependencies);
    for (const row of await new FloorSettingsTable(dependencies.database).all()) {
      // A setting that came with a later release has its default.
      settings.#changed.set(row.groupId, { ...defaultFloorSettings, ...row.settings });
    }
    return settings;
  }

  of(groupId: string): FloorSettings {
    return this.#changed.get(groupId) ?? defaultFloorSettings;
  }

  /** The change and its audit row, or neither. */
  async change(
    caller: SignedInCaller,
    { id: groupId, name, placeId }: Pick<GroupDefinition, 'id' | 'name' | 'placeId'>,
    change: { readonly [Name in keyof FloorSettings]?: FloorSettings[Name] | undefined },
  ): Promise<void> {
    const { database, audit, clock } = this.dependencies;
    const entries = Object.entries(change).filter((entry): entry is [keyof FloorSettings, number] => entry[1] != null);
    const changed = Object.fromEntries(entries);
    const settings: FloorSettings = { ...this.of(groupId), ...changed };
    await database.transaction().execute(async (transaction) => {
      await new FloorSettingsTable(transaction).put(groupId, settings, clock());
      await audit.write(transaction, {
        caller,
        action: 'voice:configure',
        subject: { kind: 'group', id: groupId },
        placeId,
        details: { group: name, ...changed },
      });
    });
    this.#changed.set(groupId, settings);
  }

  /** The group is no more. */
  async forget(groupId: string): Promise<void> {
    if (this.#changed.delete(groupId)) await new FloorSettingsTable(this.dependencies.database).remove(groupId);
  }
}
