import type { TalkGroup } from '@protocol';

/** Where the crew has not said otherwise: what is meant for fewest comes first. */
const usualOrder: readonly TalkGroup['kind'][] = ['vehicle', 'ad-hoc', 'area', 'broadcast', 'team', 'district', 'city'];

export interface ScanChoice {
  /** The group that the crew has chosen to speak in: it goes before all others. */
  readonly chosenId: string | null;
  /** Groups in the crew's own order, the most important first; those that are not in it come after, by their kind. */
  readonly order: readonly string[];
  /** Groups that the crew does not want to hear; an emergency in them is heard all the same. */
  readonly skipped: readonly string[];
}

/**
 * Which of several groups in which somebody speaks is heard on a terminal that plays one at a time: an emergency above
 * all, then the group chosen for speaking, then the crew's order. Of two that stand alike the one that runs stays.
 */
export function scanned(
  groups: Iterable<TalkGroup>,
  { chosenId, order, skipped }: ScanChoice,
  runningId: string | null,
): string | null {
  const rank = ({ id, kind, emergency }: TalkGroup): number => {
    if (emergency !== null) return -2;
    if (id === chosenId) return -1;
    const place = order.indexOf(id);
    return place >= 0 ? place : order.length + usualOrder.indexOf(kind);
  };
  let best: TalkGroup | null = null;
  for (const group of groups) {
    if (group.speaker === null || (group.emergency === null && skipped.includes(group.id))) continue;
    const difference = best === null ? -1 : rank(group) - rank(best);
    if (difference < 0 || (difference === 0 && group.id === runningId)) best = group;
  }
  return best?.id ?? null;
}
