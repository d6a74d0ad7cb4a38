import { useState, type ReactNode } from 'react';

const LONGEST_NOTE = 500;

/** Own words, after the usual ones. `onSend` is given null where nothing was typed. */
export function NoteForm({
  placeholder,
  confirm,
  isNeeded = false,
  onSend,
}: {
  placeholder: string;
  confirm: string;
  /** Whether words must be given; without, an empty confirmation counts. */
  isNeeded?: boolean;
  onSend: (text: string | null) => void;
}): ReactNode {
  const [text, setText] = useState('');
  const trimmed = text.trim();
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isNeeded && trimmed === '') return;
        onSend(trimmed === '' ? null : trimmed);
        setText('');
      }}
    >
      <input
        value={text}
        maxLength={LONGEST_NOTE}
        placeholder={placeholder}
        aria-label={placeholder}
        onChange={({ target }) => setText(target.value)}
      />
      <button type="submit" className="big primary" disabled={isNeeded && trimmed === ''}>
        {confirm}
      </button>
    </form>
  );
}
