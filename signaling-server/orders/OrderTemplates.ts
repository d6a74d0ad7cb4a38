import type { Kysely } from 'kysely';
import { RequestError, type OrderTemplate } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { OrderTemplatesTable } from './OrderTemplatesTable';

/** Words of orders that are sent often, by district. */
export class OrderTemplates {
  constructor(private readonly deps: { database: Kysely<Schema>; audit: Pick<Audit, 'write'> }) {}

  async all(): Promise<OrderTemplate[]> {
    return await new OrderTemplatesTable(this.deps.database).all();
  }

  /** A new one, or another wording of one. Refused with `forbidden` where it would take one from another place. */
  async save(caller: SignedInCaller, template: OrderTemplate): Promise<void> {
    await this.deps.database.transaction().execute(async (transaction) => {
      const table = new OrderTemplatesTable(transaction);
      const known = await table.byId(template.id);
      if (known !== null && known.placeId !== template.placeId) {
        throw new RequestError('forbidden', 'the template belongs to another place');
      }
      await table.write(template);
      await this.#audit(transaction, caller, 'orders.saveTemplate', template);
    });
  }

  /** One that is gone already is gone. */
  async remove(caller: SignedInCaller, templateId: string, placeId: string): Promise<void> {
    await this.deps.database.transaction().execute(async (transaction) => {
      const table = new OrderTemplatesTable(transaction);
      const known = await table.byId(templateId);
      if (known === null) return;
      if (known.placeId !== placeId) throw new RequestError('forbidden', 'the template belongs to another place');
      await table.remove(templateId);
      await this.#audit(transaction, caller, 'orders.deleteTemplate', known);
    });
  }

  async #audit(database: Kysely<Schema>, caller: SignedInCaller, action: string, template: OrderTemplate) {
    const { placeId, name } = template;
    const subject = { kind: 'place', id: placeId };
    await this.deps.audit.write(database, { caller, action, subject, placeId, details: { name } });
  }
}
