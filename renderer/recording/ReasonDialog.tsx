import { Button, Input } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { storageWords } from './storageWords';

const LEAST_CHARACTERS = 4;

/** Asks for the reason that goes into the audit record; `onReason` is told it. What is inside explains what is asked. */
export function ReasonDialog({
  title,
  children,
  onReason,
  onClose,
}: {
  title: string;
  children?: ReactNode;
  onReason: (reason: string) => void;
  onClose: () => void;
}): ReactNode {
  const say = useWords(storageWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  useEffect(() => dialog.current?.showModal(), []);
  const isEnough = reason.trim().length >= LEAST_CHARACTERS;
  return (
    <dialog ref={dialog} className="storage-reason" aria-label={title} onClose={onClose}>
      <h3>{title}</h3>
      {children}
      <Input.TextArea
        autoFocus
        rows={3}
        maxLength={500}
        placeholder={say('reason')}
        aria-label={say('reason')}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      <footer>
        <Button onClick={onClose}>{say('cancel')}</Button>
        <Button type="primary" disabled={!isEnough} onClick={() => onReason(reason.trim())}>
          {say('confirm')}
        </Button>
      </footer>
    </dialog>
  );
}
