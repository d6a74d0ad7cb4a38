import type { Order, Receipt } from '@protocol';
import { App } from 'antd';
import { useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { nextVehicleFor, plateOf, sendInstead } from './orderActions';
import { orderBoardWords } from './orderBoardWords';
import { orderDetailWords } from './orderDetailWords';
import { orderNumber } from './orderNumber';

/** Sends another vehicle instead of one: that which the rules have suggested, else the best of the advice. */
export function NextVehicleButton({
  order,
  receipt,
  hotkey,
}: {
  order: Order;
  receipt: Receipt;
  /** Shown beside the words, where a key does the same. */
  hotkey?: string;
}): ReactNode {
  const say = useWords(orderDetailWords);
  const sayBoard = useWords(orderBoardWords);
  const { run, isRunning } = useSendNext();
  const suggestedId = suggestedFor(order, receipt);
  const plate = useFleet(({ vehicles }) => (suggestedId === null ? null : (vehicles.get(suggestedId)?.plate ?? null)));
  if (suggestedId === null && order.content.place === null) return null;
  return (
    <button type="button" className="next-vehicle" disabled={isRunning} onClick={() => run(order, receipt)}>
      {plate === null ? say('next') : sayBoard('sendNext', { plate })} {hotkey !== undefined && <kbd>{hotkey}</kbd>}
    </button>
  );
}

/** The newest suggestion, unless that vehicle has the order already. */
function suggestedFor(order: Order, { escalations }: Receipt): string | null {
  const suggested = escalations.map(({ suggestedVehicleId }) => suggestedVehicleId).filter((id) => id !== null);
  const last = suggested.at(-1) ?? null;
  return order.receipts.some(({ vehicleId }) => vehicleId === last) ? null : last;
}

/** The same step for a button and for a key; pressed twice, it makes one order. */
export function useSendNext(): { run: (order: Order, receipt: Receipt) => void; isRunning: boolean } {
  const say = useWords(orderDetailWords);
  const sayBoard = useWords(orderBoardWords);
  const { message } = App.useApp();
  const [isRunning, setRunning] = useState(false);
  const keys = useRef(new Map<string, string>());
  const send = async (order: Order, receipt: Receipt): Promise<void> => {
    const otherId = suggestedFor(order, receipt) ?? (await nextVehicleFor(order));
    if (otherId === null) {
      void message.info(say('nextNone'));
      return;
    }
    const subject = `${order.id} ${order.version} ${receipt.vehicleId} ${otherId}`;
    const clientKey = keys.current.get(subject) ?? crypto.randomUUID();
    keys.current.set(subject, clientKey);
    const plate = plateOf(otherId);
    const sent = await sendInstead(order, receipt.vehicleId, otherId, clientKey, sayBoard('replaced', { plate }));
    void message.success(sayBoard('sentNext', { plate, number: orderNumber(sent.number) }));
  };
  return {
    isRunning,
    run: (order, receipt) => {
      if (isRunning) return;
      setRunning(true);
      send(order, receipt)
        .catch((error: unknown) => void message.error(say('failed', { why: errorText(error) })))
        .finally(() => setRunning(false));
    },
  };
}
