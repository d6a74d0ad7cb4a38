import { App, Button, Input, Segmented, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { errorText } from '../ui/errorText';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import { AdvisedVehicles } from './AdvisedVehicles';
import { changeDraft, closeComposer, sendDraft, useDraft } from './draftStore';
import './orders.css';
import { orderWords, priorityWords } from './orderWords';

/** Writes an order beside the map, which stays free for the place. */
export function OrderComposer(): ReactNode {
  const say = useWords(orderWords);
  const sayPriority = useWords(priorityWords);
  const { message } = App.useApp();
  const draft = useDraft();
  const vehicles = useFleet((state) => state.vehicles);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const options = useMemo(
    () => [...vehicles.values()].map(({ id, plate }) => ({ value: id, label: plate })).sort(byLabel),
    [vehicles],
  );

  useHotkeys({ Escape: { down: () => (draft.isPicking ? changeDraft({ isPicking: false }) : closeComposer()) } });
  useEffect(() => panel.current?.querySelector('textarea')?.focus(), []);

  const send = async (): Promise<void> => {
    const missing =
      draft.vehicleIds.length === 0 ? say('needVehicle') : draft.text.trim() === '' ? say('needText') : null;
    setFailure(missing);
    if (missing !== null) return;
    setSending(true);
    try {
      const order = await sendDraft();
      void message.success(say('sentTo', { number: order.number }));
    } catch (error) {
      setFailure(say('failed', { why: errorText(error) }));
    } finally {
      setSending(false);
    }
  };

  return (
    <section ref={panel} className="composer" role="dialog" aria-label={say('compose')}>
      <h3>{say('compose')}</h3>
      <label>
        <span>{say('vehicles')}</span>
        <Select
          mode="multiple"
          aria-label={say('vehicles')}
          placeholder={say('addVehicle')}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
          value={[...draft.vehicleIds]}
          onChange={(vehicleIds: string[]) => changeDraft({ vehicleIds })}
        />
      </label>
      <label>
        <span>{say('text')}</span>
        <Input.TextArea
          aria-label={say('text')}
          placeholder={say('textHint')}
          rows={4}
          maxLength={2000}
          value={draft.text}
          onChange={({ target }) => changeDraft({ text: target.value })}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
          }}
        />
      </label>
      <div className="composer-row">
        <span>{say('priority')}</span>
        <Segmented
          aria-label={say('priority')}
          value={draft.priority}
          onChange={(priority) => changeDraft({ priority })}
          options={(['routine', 'urgent', 'flash'] as const).map((value) => ({ value, label: sayPriority(value) }))}
        />
      </div>
      <div className="composer-row">
        <span>{say('place')}</span>
        <Button
          size="small"
          type={draft.isPicking ? 'primary' : 'default'}
          onClick={() => changeDraft({ isPicking: !draft.isPicking })}
        >
          {draft.isPicking ? say('picking') : say('pick')}
        </Button>
        {draft.place === null ? (
          <i>{say('noPlace')}</i>
        ) : (
          <Button size="small" type="text" onClick={() => changeDraft({ place: null })}>
            {say('clearPlace')}
          </Button>
        )}
      </div>
      {draft.place !== null && (
        <div className="composer-place">
          <Input
            aria-label={say('placeName')}
            placeholder={say('placeName')}
            maxLength={200}
            value={draft.place.name}
            onChange={({ target }) =>
              changeDraft({ place: draft.place === null ? null : { ...draft.place, name: target.value } })
            }
          />
          <small>
            {draft.place.longitude.toFixed(5)}, {draft.place.latitude.toFixed(5)}
          </small>
        </div>
      )}
      <AdvisedVehicles />
      {failure !== null && (
        <p className="composer-failure" role="alert">
          {failure}
        </p>
      )}
      <footer>
        <Button onClick={closeComposer}>{say('cancel')}</Button>
        <Button type="primary" loading={isSending} onClick={() => void send()}>
          {failure === null ? say('send') : say('sendAgain')}
        </Button>
      </footer>
    </section>
  );
}

const byLabel = (one: { label: string }, other: { label: string }): number => one.label.localeCompare(other.label);
