import { EMERGENCY_FLOOR_PRIORITY } from '@protocol';

/** One participant's wish to speak, as the call keeps it while it waits. */
export interface FloorRequest {
  readonly participantId: string;
  /** Emergencies belong to a session, so that they survive a lost line. */
  readonly sessionId: string;
  /** Names the burst if it is granted. */
  readonly burstId: string;
  /** 1 to 15 as asked for; whoever has the emergency counts as 15. */
  readonly priority: number;
  readonly since: number;
  /** Counts the requests of a call: two of one millisecond still have an order. */
  readonly turn: number;
}

export interface QueuePlace {
  readonly participantId: string;
  /** 1 is next. */
  readonly position: number;
  readonly size: number;
}

export type FloorQueue = readonly FloorRequest[];

/** What somebody's words count, with the emergency above all. */
export function rankOf(
  { sessionId, priority }: Pick<FloorRequest, 'sessionId' | 'priority'>,
  emergencyOf: string | null,
): number {
  return sessionId === emergencyOf ? EMERGENCY_FLOOR_PRIORITY : priority;
}

/** Priority first, then first come: behind everyone of the same rank or a higher one. */
export function enqueued(queue: FloorQueue, request: FloorRequest, emergencyOf: string | null): FloorQueue {
  const rank = rankOf(request, emergencyOf);
  const before = queue.findIndex((other) => rankOf(other, emergencyOf) < rank);
  return before < 0 ? [...queue, request] : [...queue.slice(0, before), request, ...queue.slice(before)];
}

export function without(queue: FloorQueue, participantId: string): FloorQueue {
  return queue.some((request) => request.participantId === participantId)
    ? queue.filter((request) => request.participantId !== participantId)
    : queue;
}

/** The order that the queue has when somebody else has the emergency, or nobody any more. */
export function reordered(queue: FloorQueue, emergencyOf: string | null): FloorQueue {
  // Sorting is stable: who came first stays first among those of the same rank.
  const byTurn = [...queue].sort((one, other) => one.turn - other.turn);
  return byTurn.sort((one, other) => rankOf(other, emergencyOf) - rankOf(one, emergencyOf));
}

export function placeOf(queue: FloorQueue, participantId: string): QueuePlace | null {
  const index = queue.findIndex((request) => request.participantId === participantId);
  return index < 0 ? null : { participantId, position: index + 1, size: queue.length };
}

/** Those who stand elsewhere now than they did, or among more or fewer others. */
export function movedIn(before: FloorQueue, after: FloorQueue): readonly QueuePlace[] {
  return after.flatMap(({ participantId }, index) => {
    const stays = before.length === after.length && before[index]?.participantId === participantId;
    return stays ? [] : [{ participantId, position: index + 1, size: after.length }];
  });
}
