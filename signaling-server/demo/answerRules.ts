import type { Speaker, TalkGroup } from '@protocol';

/** A press shorter than this was no speech, and is not answered. */
const SHORTEST_QUESTION_MS = 600;
export const ANSWER_AFTER_MS = 1000;

/**
 * Whether this vehicle's crew answers a burst that has just ended: the centre must have spoken, and in a group of many
 * only the first vehicle that is out answers, so that they do not all press at once.
 */
export function answers(
  question: { readonly group: TalkGroup; readonly speaker: Speaker; readonly endedAt: number },
  vehicleId: string,
  out: ReadonlySet<string>,
): boolean {
  const { group, speaker, endedAt } = question;
  if (speaker.vehicleId !== null || endedAt - speaker.since < SHORTEST_QUESTION_MS) return false;
  return group.vehicleIds.find((one) => out.has(one)) === vehicleId;
}
