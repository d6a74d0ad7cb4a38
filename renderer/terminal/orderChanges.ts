import type { Order, OrderContent } from '@protocol';

/** What a correction has changed, each as it was and as it is. */
export interface OrderChange {
  readonly part: 'text' | 'priority' | 'place' | 'deadline' | 'attachments';
  readonly before: OrderContent;
  readonly after: OrderContent;
}

/** Against the version before; nothing for an order that was never corrected. */
export function orderChanges({ content: after, earlier, version }: Order): OrderChange[] {
  const before = earlier.find((one) => one.version === version - 1)?.content;
  if (before === undefined) return [];
  const isSame: Readonly<Record<OrderChange['part'], boolean>> = {
    text: before.text === after.text,
    priority: before.priority === after.priority,
    place: JSON.stringify(before.place) === JSON.stringify(after.place),
    deadline: before.deadline === after.deadline,
    attachments: before.attachmentIds.join() === after.attachmentIds.join(),
  };
  return (['priority', 'text', 'place', 'deadline', 'attachments'] as const)
    .filter((part) => !isSame[part])
    .map((part) => ({ part, before, after }));
}
