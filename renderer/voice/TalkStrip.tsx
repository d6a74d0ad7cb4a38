import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSelection } from '../fleet/selectionStore';
import { usePermission } from '../session/sessionStore';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import { FloorSettingsButton } from './FloorSettingsButton';
import { groupsInStrip } from './groupTitle';
import { openMicrophone, useMicrophone } from './deskMicrophone';
import { letGo, press } from './pageTalk';
import { troubleKeys } from './refusalText';
import { SoundSettings } from './SoundSettings';
import { TalkGroupCard } from './TalkGroupCard';
import { useTarget } from './talkTargetStore';
import './voice.css';
import { useVoice } from './voiceStore';
import { voiceWords } from './voiceWords';

const DIGITS = 9;

/** The talk groups with their speakers, below the map. Digits speak in the first nine while they are held. */
export function TalkStrip(): ReactNode {
  const say = useWords(voiceWords);
  const groups = useVoice((state) => state.groups);
  const chosenVehicleId = useSelection((state) => state.vehicleId);
  const target = useTarget();
  const maySpeak = usePermission('voice.speak');
  const mayConfigure = usePermission('voice.configure');
  const [withTeams, setWithTeams] = useState(false);
  const { lasting, passing } = useMemo(
    () => groupsInStrip(groups.values(), chosenVehicleId, withTeams),
    [groups, chosenVehicleId, withTeams],
  );
  const teams = useMemo(
    () => [...groups.values()].filter(({ kind, vehicleIds }) => kind === 'team' && vehicleIds.length > 0).length,
    [groups],
  );

  useHotkeys(
    maySpeak
      ? Object.fromEntries(
          lasting
            .slice(0, DIGITS)
            .map((group, index) => [String(index + 1), { down: () => press(group.id), up: letGo }]),
        )
      : {},
  );

  const strip = useRef<HTMLElement>(null);
  const shown = [...passing, ...lasting];
  const inTabOrder = shown.some(({ id }) => id === target?.id) ? target?.id : lasting[0]?.id;

  /** The arrows go from card to card, wherever in a card the focus is. */
  const keyed = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0 || !(event.target instanceof HTMLElement) || event.target.closest('dialog') !== null) return;
    const cards = [...(strip.current?.querySelectorAll<HTMLElement>('[data-group-id]') ?? [])];
    const card = event.target.closest<HTMLElement>('[data-group-id]');
    const next = card === null ? undefined : cards[cards.indexOf(card) + step];
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <section ref={strip} className="talk-strip" aria-label={say('strip')} onKeyDown={keyed}>
      {maySpeak && <MicrophoneTrouble />}
      {shown.length === 0 && <p className="talk-none">{say('noGroups')}</p>}
      <div className="talk-lasting">
        {lasting.map((group, index) => (
          <TalkGroupCard
            key={group.id}
            group={group}
            digit={maySpeak && index < DIGITS ? index + 1 : null}
            isTarget={maySpeak && target?.id === group.id}
            maySpeak={maySpeak}
            isInTabOrder={group.id === inTabOrder}
          />
        ))}
      </div>
      {passing.map((group) => (
        <TalkGroupCard
          key={group.id}
          group={group}
          digit={null}
          isTarget={maySpeak && target?.id === group.id}
          maySpeak={maySpeak}
          isInTabOrder={group.id === inTabOrder}
        />
      ))}
      {teams > 0 && (
        <button type="button" className="talk-more" aria-pressed={withTeams} onClick={() => setWithTeams(!withTeams)}>
          {withTeams ? say('fewerGroups') : say('moreGroups', { count: teams })}
        </button>
      )}
      {mayConfigure && <FloorSettingsButton className="talk-more" />}
      {maySpeak && <SoundSettings className="talk-more" />}
    </section>
  );
}

function MicrophoneTrouble(): ReactNode {
  const say = useWords(voiceWords);
  const { phase } = useMicrophone();
  if (phase !== 'denied' && phase !== 'missing' && phase !== 'busy') return null;
  return (
    <div className="talk-trouble" role="alert">
      <p>{say(troubleKeys[phase])}</p>
      <button type="button" className="talk-button" onClick={() => void openMicrophone()}>
        {say('retry')}
      </button>
    </div>
  );
}
