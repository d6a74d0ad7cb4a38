import type { ReactNode } from 'react';
import { NoteForm } from './NoteForm';
import { Sheet } from './Sheet';

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
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="templates">
        {templates.map((template) => (
          <button type="button" key={template} onClick={() => onConfirm(template)}>
            {template}
          </button>
        ))}
      </div>
      <NoteForm placeholder={placeholder} confirm={confirm} isNeeded={isNeeded} onSend={onConfirm} />
    </Sheet>
  );
}
