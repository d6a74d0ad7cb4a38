import type { Attachment } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import './attachments.css';
import { attachmentWords } from './attachmentWords';
import { loadAttachment } from './uploadAttachment';

const kindWords = { picture: 'picture', frame: 'frame', 'voice-note': 'voiceNote' } as const;

/** Pictures and voice notes; a picture says when and where it was taken, and is enlarged by a press. */
export function AttachmentList({
  attachments,
  onRemove,
}: {
  attachments: readonly Attachment[];
  onRemove?: (attachmentId: string) => void;
}): ReactNode {
  const say = useWords(attachmentWords);
  if (attachments.length === 0) return null;
  return (
    <ul className="attachments" aria-label={say('list')}>
      {attachments.map((attachment) => (
        <li key={attachment.id} data-kind={attachment.kind}>
          {attachment.kind === 'voice-note' ? <VoiceNote id={attachment.id} /> : <Picture attachment={attachment} />}
          {onRemove !== undefined && (
            <button
              type="button"
              className="attachment-remove"
              aria-label={say('remove', { what: say(kindWords[attachment.kind]) })}
              onClick={() => onRemove(attachment.id)}
            >
              ✕
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function VoiceNote({ id }: { id: string }): ReactNode {
  const say = useWords(attachmentWords);
  const address = useAttachment(id);
  if (address === 'missing') return <i>{say('missing')}</i>;
  return (
    <audio controls preload="metadata" aria-label={say('voiceNote')} {...(address !== null && { src: address })} />
  );
}

function Picture({ attachment }: { attachment: Attachment }): ReactNode {
  const say = useWords(attachmentWords);
  const address = useAttachment(attachment.id);
  const large = useRef<HTMLDialogElement>(null);
  const { takenAt, position, kind } = attachment;
  const what = say(kindWords[kind]);
  const facts = [
    ...(takenAt === null ? [] : [say('takenAt', { time: dayAndTime(takenAt) })]),
    ...(position === null
      ? []
      : [
          say('takenWhere', {
            longitude: position.longitude.toFixed(4),
            latitude: position.latitude.toFixed(4),
          }),
        ]),
  ];
  if (address === 'missing') return <i>{say('missing')}</i>;
  return (
    <>
      <button
        type="button"
        className="attachment-picture"
        aria-label={say('enlarge', { what })}
        onClick={() => large.current?.showModal()}
      >
        {address !== null && <img src={address} alt={what} draggable={false} />}
        {facts.length > 0 && <small>{facts[0]}</small>}
      </button>
      <dialog ref={large} className="attachment-large" aria-label={what}>
        {address !== null && <img src={address} alt={what} />}
        <footer>
          <span>{[what, ...facts].join(' · ')}</span>
          <button type="button" autoFocus onClick={() => large.current?.close()}>
            {say('close')}
          </button>
        </footer>
      </dialog>
    </>
  );
}

/** The file as an address of this page; null while it is on its way. */
function useAttachment(attachmentId: string): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    let isThere = true;
    let made: string | null = null;
    loadAttachment(attachmentId).then(
      (file) => {
        if (!isThere) return;
        made = URL.createObjectURL(file);
        setAddress(made);
      },
      () => isThere && setAddress('missing'),
    );
    return () => {
      isThere = false;
      if (made !== null) URL.revokeObjectURL(made);
    };
  }, [attachmentId]);
  return address;
}
