import type { Insertable, Kysely, Selectable } from 'kysely';
import type { Schema } from '../persistence/schema';

export type AttachmentRow = Selectable<Schema['attachments']>;

export class AttachmentsTable {
  constructor(private readonly database: Kysely<Schema>) {}

  async add(row: Insertable<Schema['attachments']>): Promise<void> {
    await this.database.insertInto('attachments').values(row).execute();
  }

  async byId(id: string): Promise<AttachmentRow | null> {
    return (await this.database.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst()) ?? null;
  }

  async byIds(ids: readonly string[]): Promise<AttachmentRow[]> {
    if (ids.length === 0) return [];
    return await this.database.selectFrom('attachments').selectAll().where('id', 'in', ids).execute();
  }

  /** Those that were sent before a moment and that nothing has taken. */
  async leftBefore(moment: number): Promise<AttachmentRow[]> {
    return await this.database
      .selectFrom('attachments')
      .selectAll()
      .where('orderId', 'is', null)
      .where('madeAt', '<', moment)
      .execute();
  }

  async remove(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.database.deleteFrom('attachments').where('id', 'in', ids).where('orderId', 'is', null).execute();
  }
}

/** From now on these belong to the order. */
export async function claimAttachments(
  database: Kysely<Schema>,
  orderId: string,
  attachmentIds: readonly string[],
): Promise<void> {
  if (attachmentIds.length === 0) return;
  await database.updateTable('attachments').set({ orderId }).where('id', 'in', attachmentIds).execute();
}
