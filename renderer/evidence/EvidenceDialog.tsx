import { useEffect, useRef, type ReactNode } from 'react';
import './evidence.css';

/** The browser's own dialog, open as long as it is mounted: Ant Design's writes a style that the page's policy refuses. */
export function EvidenceDialog(props: { title: string; onClose: () => void; children: ReactNode }): ReactNode {
  const { title, onClose, children } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="evidence-dialog" aria-label={title} onClose={onClose}>
      <h2>{title}</h2>
      {children}
    </dialog>
  );
}

/** What opens over a field of the dialog must be in it: nothing outside is seen while it is open. */
export function withinDialog(field: HTMLElement): HTMLElement {
  return field.closest('dialog') ?? document.body;
}
