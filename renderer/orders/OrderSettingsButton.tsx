import { useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { OrderSettings } from './OrderSettings';
import { orderSettingsWords } from './orderSettingsWords';

/** The rules and templates of orders for who sets them and sees no orders: an administrator. */
export function OrderSettingsButton(): ReactNode {
  const say = useWords(orderSettingsWords);
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="quiet-button" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        {say('title')}
      </button>
      {isOpen && <OrderSettings onClose={() => setOpen(false)} />}
    </>
  );
}
