import type { EscalationRule, OrderPriority } from '@protocol';
import { create } from 'zustand';
import { request } from '../wire/pageConnection';

/** The rules of the places that this page has asked for. */
export const useRules = create<{ readonly byPlace: ReadonlyMap<string, readonly EscalationRule[]> }>(() => ({
  byPlace: new Map(),
}));

const asked = new Set<string>();

/** Asks once for the rules of a place; after a change they are forgotten and asked for anew. */
export async function loadRules(placeId: string): Promise<void> {
  if (asked.has(placeId)) return;
  asked.add(placeId);
  try {
    keepRules(placeId, (await request('orders:rules', { placeId })).rules);
  } catch (error) {
    asked.delete(placeId);
    console.warn('the rules of a place could not be loaded; its clocks go by deadlines alone', error);
  }
}

function keepRules(placeId: string, rules: readonly EscalationRule[]): void {
  useRules.setState(({ byPlace }) => ({ byPlace: new Map(byPlace).set(placeId, rules) }));
}

/** Under a place whose rules have changed are others that take theirs from it: all are asked for again. */
export function forgetRules(): void {
  asked.clear();
  useRules.setState({ byPlace: new Map() });
}

export function ruleAmong(
  byPlace: ReadonlyMap<string, readonly EscalationRule[]>,
  placeId: string,
  priority: OrderPriority,
): EscalationRule | null {
  return byPlace.get(placeId)?.find((rule) => rule.priority === priority) ?? null;
}
