import type { ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { connection } from '../wire/pageConnection';
import { say as sayToCentre, useCrewOrders } from './crewOrdersStore';
import { NoteSheet } from './NoteSheet';
import { notify } from './noticeStore';
import { crewOrders, isOpen } from './orderProgress';
import { terminalWords } from './terminalWords';

const templates = ['say.received', 'say.arriving', 'say.calm', 'say.crowd', 'say.support', 'say.supervisor'] as const;

/** A short word to the centre: one touch for the usual ones, or own words. */
export function MessageSheet({ vehicleId, onClose }: { vehicleId: string; onClose: () => void }): ReactNode {
  const say = useWords(terminalWords);
  const { orders, outbox, chosenId } = useCrewOrders();
  const open = crewOrders(orders, vehicleId, outbox).filter(isOpen);
  const current = open.find(({ order }) => order.id === chosenId) ?? open[0];
  const send = (text: string): void => {
    notify('good', say(connection.isReady ? 'messageSent' : 'messageKept'));
    void sayToCentre(vehicleId, current?.order.id ?? null, text);
    onClose();
  };
  return (
    <NoteSheet
      title={say('messageTitle')}
      templates={templates.map((template) => say(template))}
      placeholder={say('messageOwn')}
      confirm={say('send')}
      isNeeded
      onConfirm={(text) => {
        if (text !== null) {
          send(text);
        }
      }}
      onClose={onClose}
    />
  );
}
