import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import './orderDesk.css';
import './orderDetail.css';
import { orderDetailWords } from './orderDetailWords';

/** Asks for a few words before something is done; Ctrl+Enter confirms. */
export function ReasonDialog({
  title,
  hint,
  isNeeded,
  onDone,
  onClose,
}: {
  title: string;
  hint: string;
  isNeeded: boolean;
  onDone: (words: string) => void;
  onClose: () => void;
}): ReactNode {
  const say = useWords(orderDetailWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  const isReady = !isNeeded || words.trim() !== '';
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="order-dialog" aria-label={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onDone(words.trim());
        }}
      >
        <h3>{title}</h3>
        <textarea
          autoFocus
          rows={3}
          maxLength={500}
          placeholder={hint}
          aria-label={hint}
          value={words}
          onChange={({ target }) => setWords(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && event.ctrlKey && isReady) onDone(words.trim());
          }}
        />
        <footer>
          <button type="button" onClick={onClose}>
            {say('back')}
          </button>
          <button type="submit" className="primary" disabled={!isReady}>
            {say('confirm')}
          </button>
        </footer>
      </form>
    </dialog>
  );
}
