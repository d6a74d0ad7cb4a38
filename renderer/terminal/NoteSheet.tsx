import { useState, type ReactNode } from 'react';
import { Sheet } from './Sheet';

const LONGEST_NOTE = 500;

interface Props {
  readonly title: string;
  /** The usual answers, each one touch. */
  readonly templates: readonly string[];
  readonly placeholder: string;
  readonly confirm: string;
  /** Whether words must be given; without, an empty confirmation counts. */
  readonly isNeeded: boolean;
  readonly onConfirm: (text: string | null) => void;
  readonly onClose: () => void;
}

/** Asks for a few words: one touch on a usual answer, or typed. */
export function NoteSheet(props: Props): ReactNode {
  const { title, templates, placeholder, confirm, isNeeded, onConfirm, onClose } = props;
  const [text, setText] = useState('');
  const trimmed = text.trim();
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="templates">
        {templates.map((template) => (
          <button type="button" key={template} onClick={() => onConfirm(template)}>
            {template}
          </button>
        ))}
      </div>
      <form
        className="note-form"
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(trimmed === '' ? null : trimmed);
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
    </Sheet>
  );
}
