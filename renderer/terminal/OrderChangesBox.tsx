import type { Order, OrderContent } from '@protocol';
import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { orderCardWords } from './orderCardWords';
import { orderChanges, type OrderChange } from './orderChanges';
import { timeOf } from './OrderBoard';
import { terminalWords } from './terminalWords';

/** What the centre has changed since the crew last accepted: as it was, and as it is now. */
export function OrderChangesBox({ order }: { order: Order }): ReactNode {
  const say = useWords(orderCardWords);
  const sayTerminal = useWords(terminalWords);
  const changes = orderChanges(order);
  if (changes.length === 0) return null;
  const words = (part: OrderChange['part'], content: OrderContent): string => {
    switch (part) {
      case 'text':
        return content.text;
      case 'priority':
        return sayTerminal(`priority.${content.priority}`);
      case 'place':
        return content.place === null ? say('none') : (content.place.name ?? say('markedPlace'));
      case 'deadline':
        return content.deadline === null ? say('none') : timeOf(content.deadline);
      case 'attachments':
        return say('attachmentCount', { count: content.attachmentIds.length });
    }
  };
  return (
    <section className="order-changes" role="status">
      <b>▲ {say('corrected', { version: order.version })}</b>
      <dl>
        {changes.map(({ part, before, after }) => (
          <div key={part}>
            <dt>{say(`part.${part}`)}</dt>
            <dd>
              <del>
                {say('before')}
                {words(part, before)}
              </del>
              {part !== 'text' && (
                <ins>
                  {say('after')}
                  {words(part, after)}
                </ins>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
