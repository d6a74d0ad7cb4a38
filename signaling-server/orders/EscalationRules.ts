import type { Kysely } from 'kysely';
import { orderPriority, type EscalationRule, type OrderPriority } from '@protocol';
import type { Audit } from '../audit/Audit';
import type { Places } from '../people/Places';
import type { Schema } from '../persistence/schema';
import type { SignedInCaller } from '../wire/Caller';
import { EscalationRulesTable } from './EscalationRulesTable';

type Rule = Omit<EscalationRule, 'placeId' | 'priority'>;
type Steps = EscalationRule['steps'];

const when = (cause: Steps[number]['cause'], ...steps: [number, Steps[number]['step']][]): Steps =>
  steps.map(([afterSeconds, step]) => ({ cause, afterSeconds, step }));

/** What holds where nobody has set anything. */
export const defaultRules: Readonly<Record<OrderPriority, Rule>> = {
  routine: {
    expiresAfterSeconds: 8 * 3600,
    steps: [
      ...when('not-delivered', [600, 'suggest-next-vehicle']),
      ...when('not-accepted', [120, 'repeat-with-tone'], [240, 'read-aloud'], [600, 'suggest-next-vehicle']),
      ...when('not-arrived', [0, 'repeat-with-tone'], [600, 'tell-supervisor']),
    ],
  },
  urgent: {
    expiresAfterSeconds: 3600,
    steps: [
      ...when('not-delivered', [60, 'suggest-next-vehicle'], [180, 'tell-supervisor']),
      ...when('not-accepted', [30, 'repeat-with-tone'], [60, 'read-aloud'], [120, 'ring-crew']),
      ...when('not-accepted', [180, 'suggest-next-vehicle'], [300, 'tell-supervisor']),
      ...when('not-arrived', [0, 'repeat-with-tone'], [120, 'tell-supervisor']),
    ],
  },
  flash: {
    expiresAfterSeconds: 600,
    steps: [
      ...when('not-delivered', [15, 'suggest-next-vehicle'], [30, 'tell-supervisor']),
      ...when('not-accepted', [10, 'repeat-with-tone'], [20, 'read-aloud'], [30, 'ring-crew']),
      ...when('not-accepted', [60, 'suggest-next-vehicle'], [90, 'tell-supervisor']),
      ...when('not-arrived', [0, 'suggest-next-vehicle'], [60, 'tell-supervisor']),
    ],
  },
};

/** What happens when nobody answers, by place and priority. A place of which nothing was said has its parent's. */
export class EscalationRules {
  private constructor(
    private readonly deps: {
      database: Kysely<Schema>;
      places: Pick<Places, 'place'>;
      audit: Pick<Audit, 'write'>;
    },
    private readonly set: Map<string, Rule>,
  ) {}

  static async create(deps: EscalationRules['deps']): Promise<EscalationRules> {
    const rules = await new EscalationRulesTable(deps.database).all();
    return new EscalationRules(deps, new Map(rules.map((rule) => [keyOf(rule.placeId, rule.priority), rule])));
  }

  of(placeId: string, priority: OrderPriority): EscalationRule {
    const own = this.set.get(keyOf(placeId, priority));
    if (own !== undefined) return { ...own, placeId, priority };
    const parentId = this.deps.places.place(placeId)?.parentId ?? null;
    const { expiresAfterSeconds, steps } = parentId === null ? defaultRules[priority] : this.of(parentId, priority);
    return { placeId, priority, expiresAfterSeconds, steps };
  }

  /** One for each priority. */
  allOf(placeId: string): EscalationRule[] {
    return orderPriority.options.map((priority) => this.of(placeId, priority));
  }

  /** Counts for every order from now on, those under way too as soon as something happens to them. */
  async save(caller: SignedInCaller, rule: EscalationRule): Promise<void> {
    const { placeId, priority, expiresAfterSeconds, steps } = rule;
    await this.deps.database.transaction().execute(async (transaction) => {
      await new EscalationRulesTable(transaction).write(rule);
      await this.deps.audit.write(transaction, {
        caller,
        action: 'orders.saveRule',
        subject: { kind: 'place', id: placeId },
        placeId,
        details: {
          priority,
          expiresAfterSeconds,
          steps: steps.map(({ cause, afterSeconds, step }) => `${cause} ${afterSeconds} s: ${step}`).join('; '),
        },
      });
    });
    this.set.set(keyOf(placeId, priority), { expiresAfterSeconds, steps });
  }
}

function keyOf(placeId: string, priority: OrderPriority): string {
  return `${priority} ${placeId}`;
}
