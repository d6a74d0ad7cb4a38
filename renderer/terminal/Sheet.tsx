import { useEffect, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { terminalWords } from './terminalWords';

/** A page over the page for one decision; a touch outside or Esc leaves it. */
export function Sheet(props: { title: string; onClose: () => void; children: ReactNode }): ReactNode {
  const { title, onClose, children } = props;
  const say = useWords(terminalWords);
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') {
        onClose();
      }
    };
    window.addEventListener('keydown', leave);
    return () => window.removeEventListener('keydown', leave);
  }, [onClose]);
  return (
    <div
      className="sheet-veil"
      onPointerDown={(event) => {
        if (event.target === event.currentTarget) {
          onClose();
        }
      }}
    >
      <section className="sheet" role="dialog" aria-modal aria-label={title}>
        <header>
          <h1>{title}</h1>
          <button type="button" className="switch" onClick={onClose}>
            {say('back')}
          </button>
        </header>
        {children}
      </section>
    </div>
  );
}
