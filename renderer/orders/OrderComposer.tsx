import { App, Button, Input, Segmented, Select } from 'antd';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { carriedVehicle } from '../fleet/vehicleDrag';
import { errorText } from '../ui/errorText';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import { groupTitle } from '../voice/groupTitle';
import { useVoice } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { serverNow } from '../wire/pageConnection';
import { AdvisedVehicles } from './AdvisedVehicles';
import { attachPictures, AttachmentPicker } from './AttachmentPicker';
import { DeadlineChoice } from './DeadlineChoice';
import { changeDraft, closeComposer, sendDraft, useDraft } from './draftStore';
import './orders.css';
import { orderWords, priorityWords } from './orderWords';
import { PlaceChoice } from './PlaceChoice';
import { TemplateChoice } from './TemplateChoice';
import { useAdvice } from './useAdvice';
import { orderNumber } from './orderNumber';

/** Writes an order, or the next version of one, beside the map, which stays free for the place. */
export function OrderComposer(): ReactNode {
  const say = useWords(orderWords);
  const sayPriority = useWords(priorityWords);
  const { message } = App.useApp();
  const draft = useDraft();
  const vehicles = useFleet((state) => state.vehicles);
  const ranked = useAdvice(draft.place);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const [isDropping, setDropping] = useState(false);
  const panel = useRef<HTMLElement>(null);
  const options = useMemo(
    () => [...vehicles.values()].map(({ id, plate }) => ({ value: id, label: plate })).sort(byLabel),
    [vehicles],
  );
  const { correcting } = draft;
  // Without a choice of one's own the best vehicle is one key away.
  const first = draft.vehicleIds.length === 0 ? (ranked?.[0]?.vehicleId ?? null) : null;

  useHotkeys({ Escape: { down: () => (draft.isPicking ? changeDraft({ isPicking: false }) : closeComposer()) } });
  useEffect(() => panel.current?.querySelector('textarea')?.focus(), [correcting?.id]);

  const missing = (): string | null => {
    if (draft.vehicleIds.length === 0 && first === null) return say('needVehicle');
    if (draft.text.trim() === '') return say('needText');
    return draft.deadline !== null && draft.deadline <= serverNow() ? say('deadlinePast') : null;
  };
  const send = async (): Promise<void> => {
    const why = missing();
    setFailure(why);
    if (why !== null || isSending || draft.uploads > 0) return;
    setSending(true);
    if (first !== null) changeDraft({ vehicleIds: [first] });
    try {
      const order = await sendDraft();
      void message.success(say(correcting === null ? 'sentTo' : 'corrected', { number: orderNumber(order.number) }));
    } catch (error) {
      setFailure(say('failed', { why: errorText(error) }));
    } finally {
      setSending(false);
    }
  };
  const firstPlate = first === null ? null : (vehicles.get(first)?.plate ?? first);
  const sendLabel =
    correcting !== null
      ? say('sendCorrection')
      : firstPlate !== null
        ? say('sendToFirst', { plate: firstPlate })
        : say(failure === null ? 'send' : 'sendAgain');
  const title = correcting === null ? say('compose') : say('correct', { number: orderNumber(correcting.number) });

  return (
    <section
      ref={panel}
      className="composer"
      role="dialog"
      aria-label={title}
      data-dropping={isDropping}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        void send();
      }}
      onPaste={({ clipboardData }) => attachPictures(clipboardData.files)}
      onDragOver={(event) => {
        event.preventDefault();
        setDropping(true);
      }}
      onDragLeave={() => setDropping(false)}
      onDrop={(event) => {
        event.preventDefault();
        setDropping(false);
        attachPictures(event.dataTransfer.files);
        const vehicleId = carriedVehicle(event.dataTransfer);
        if (vehicleId === null || correcting !== null) return;
        const isNew = vehicles.has(vehicleId) && !draft.vehicleIds.includes(vehicleId);
        if (isNew) changeDraft({ vehicleIds: [...draft.vehicleIds, vehicleId] });
      }}
    >
      <header>
        <h3>{title}</h3>
        <TemplateChoice />
      </header>
      {correcting !== null && (
        <p className="composer-hint">{say('correctHint', { version: correcting.version + 1 })}</p>
      )}
      <Input.TextArea
        aria-label={say('text')}
        placeholder={say('textHint')}
        rows={3}
        maxLength={2000}
        value={draft.text}
        onChange={({ target }) => changeDraft({ text: target.value })}
      />
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
        <PlaceChoice />
      </div>
      {correcting === null && <AdvisedVehicles ranked={ranked} />}
      <div className="composer-row">
        <span>{say('vehicles')}</span>
        <Select
          mode="multiple"
          aria-label={say('vehicles')}
          placeholder={say('addVehicle')}
          showSearch={{ optionFilterProp: 'label' }}
          disabled={correcting !== null}
          options={options}
          value={[...draft.vehicleIds]}
          onChange={(vehicleIds: string[]) => changeDraft({ vehicleIds })}
        />
      </div>
      <div className="composer-row">
        <span>{say('deadline')}</span>
        <DeadlineChoice />
      </div>
      {correcting === null && (
        <div className="composer-row">
          <span>{say('group')}</span>
          <GroupSelect />
        </div>
      )}
      <div className="composer-row composer-files">
        <span>{say('attachments')}</span>
        <div>
          <AttachmentPicker />
        </div>
      </div>
      {failure !== null && (
        <p className="composer-failure" role="alert">
          {failure}
        </p>
      )}
      <footer>
        <Button onClick={closeComposer}>{say('cancel')}</Button>
        <Button
          type="primary"
          loading={isSending}
          disabled={draft.uploads > 0}
          aria-label={sendLabel}
          onClick={() => void send()}
        >
          {sendLabel} <kbd>Ctrl ↵</kbd>
        </Button>
      </footer>
    </section>
  );
}

/** The talk group that goes with the order. */
function GroupSelect(): ReactNode {
  const say = useWords(orderWords);
  const sayVoice = useWords(voiceWords);
  const groupId = useDraft((draft) => draft.groupId);
  const groups = useVoice((state) => state.groups);
  const places = useFleet((state) => state.places);
  const options = useMemo(
    () =>
      [...groups.values()]
        .filter(({ kind }) => kind !== 'vehicle')
        .map((group) => ({ value: group.id, label: groupTitle(group, places, sayVoice) })),
    [groups, places, sayVoice],
  );
  return (
    <Select
      size="small"
      allowClear
      aria-label={say('group')}
      placeholder={say('noGroup')}
      showSearch={{ optionFilterProp: 'label' }}
      options={options}
      value={groupId}
      onChange={(chosen: string | undefined) => changeDraft({ groupId: chosen ?? null })}
    />
  );
}

const byLabel = (one: { label: string }, other: { label: string }): number => one.label.localeCompare(other.label);
