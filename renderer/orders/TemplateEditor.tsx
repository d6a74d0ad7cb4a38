import { orderPriority, type OrderTemplate } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { orderSettingsWords } from './orderSettingsWords';
import { priorityWords } from './orderWords';

/** The templates of one place: name, urgency and words, each saved and deleted by itself. */
export function TemplateEditor({ placeId }: { placeId: string }): ReactNode {
  const say = useWords(orderSettingsWords);
  const [templates, setTemplates] = useState<readonly OrderTemplate[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isThere = true;
    request('orders:settings', { placeId }).then(
      (answer) => isThere && setTemplates(answer.templates),
      (error: unknown) => isThere && setFailure(errorText(error)),
    );
    return () => {
      isThere = false;
    };
  }, [placeId]);
  const add = (): void =>
    setTemplates([...(templates ?? []), { id: crypto.randomUUID(), placeId, name: '', text: '', priority: 'routine' }]);
  const remove = async (template: OrderTemplate): Promise<void> => {
    try {
      // One that was never saved is not there to be deleted.
      if (template.name !== '') await request('orders:deleteTemplate', { templateId: template.id, placeId });
      setTemplates((before) => before?.filter(({ id }) => id !== template.id) ?? null);
    } catch (error) {
      setFailure(say('failed', { why: errorText(error) }));
    }
  };
  return (
    <>
      {failure !== null && <p role="alert">{failure}</p>}
      {templates === null && failure === null && <p>{say('loading')}</p>}
      {templates?.length === 0 && <p className="soft">{say('noTemplates')}</p>}
      <ul className="template-rows">
        {templates?.map((template) => (
          <TemplateRow
            key={template.id}
            template={template}
            onSaved={(saved) =>
              setTemplates((before) => before?.map((one) => (one.id === saved.id ? saved : one)) ?? null)
            }
            onRemove={() => void remove(template)}
          />
        ))}
      </ul>
      <footer>
        <button type="button" onClick={add}>
          ＋ {say('addTemplate')}
        </button>
      </footer>
    </>
  );
}

function TemplateRow({
  template,
  onSaved,
  onRemove,
}: {
  template: OrderTemplate;
  onSaved: (saved: OrderTemplate) => void;
  onRemove: () => void;
}): ReactNode {
  const say = useWords(orderSettingsWords);
  const sayPriority = useWords(priorityWords);
  const [edited, setEdited] = useState(template);
  const [told, setTold] = useState<{ readonly text: string; readonly isBad: boolean } | null>(null);
  const save = async (): Promise<void> => {
    try {
      const saved = await request('orders:saveTemplate', { template: edited });
      setEdited(saved);
      onSaved(saved);
      setTold({ text: say('saved'), isBad: false });
    } catch (error) {
      setTold({ text: say('failed', { why: errorText(error) }), isBad: true });
    }
  };
  return (
    <li>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
        onChange={() => setTold(null)}
      >
        <input
          required
          maxLength={40}
          aria-label={say('name')}
          placeholder={say('name')}
          value={edited.name}
          onChange={({ target }) => setEdited({ ...edited, name: target.value })}
        />
        <select
          aria-label={say('priority')}
          value={edited.priority}
          onChange={({ target }) => setEdited({ ...edited, priority: orderPriority.parse(target.value) })}
        >
          {orderPriority.options.map((one) => (
            <option key={one} value={one}>
              {sayPriority(one)}
            </option>
          ))}
        </select>
        <textarea
          required
          rows={2}
          maxLength={2000}
          aria-label={say('text')}
          placeholder={say('text')}
          value={edited.text}
          onChange={({ target }) => setEdited({ ...edited, text: target.value })}
        />
        <span>
          {told !== null && <small role={told.isBad ? 'alert' : 'status'}>{told.text}</small>}
          <button type="button" onClick={onRemove}>
            {say('remove')}
          </button>
          <button type="submit" className="primary" disabled={edited === template}>
            {say('save')}
          </button>
        </span>
      </form>
    </li>
  );
}
