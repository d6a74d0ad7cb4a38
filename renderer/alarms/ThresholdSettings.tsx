import type { AlarmThresholds, Place, RequestOutput } from '@protocol';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { readTyped, typedOf, type TypedThresholds } from './thresholdFields';
import { ThresholdTable } from './ThresholdTable';
import './thresholds.css';
import { thresholdWords } from './thresholdWords';

type Answer = RequestOutput<'alarms:thresholds'>;

/** When the automatic alarms of each place are raised: read, changed, and given back to the place above. */
export function ThresholdSettings({ onClose }: { onClose: () => void }): ReactNode {
  const say = useWords(thresholdWords);
  const dialog = useRef<HTMLDialogElement>(null);
  const places = useFleet((state) => state.places);
  const [placeId, setPlaceId] = useState<string | null>(null);
  const chosenId = placeId ?? places.find(({ parentId }) => !places.some(({ id }) => id === parentId))?.id ?? null;
  const hasParent = places.find(({ id }) => id === chosenId)?.parentId !== null;
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [typed, setTyped] = useState<TypedThresholds | null>(null);
  const [word, setWord] = useState<{ text: string; isBad: boolean } | null>(null);
  useEffect(() => dialog.current?.showModal(), []);

  const take = (next: Answer): void => {
    setAnswer(next);
    setTyped(typedOf(next.thresholds));
  };
  useEffect(() => {
    if (chosenId === null) return undefined;
    let isCurrent = true;
    request('alarms:thresholds', { placeId: chosenId }).then(
      (next) => isCurrent && take(next),
      (error: unknown) => isCurrent && setWord({ text: errorText(error), isBad: true }),
    );
    return () => {
      isCurrent = false;
    };
  }, [chosenId]);

  const save = async (thresholds: AlarmThresholds | null): Promise<void> => {
    if (chosenId === null) return;
    try {
      await request('alarms:saveThresholds', { placeId: chosenId, thresholds });
      take(await request('alarms:thresholds', { placeId: chosenId }));
      setWord({ text: say('saved'), isBad: false });
    } catch (error) {
      setWord({ text: say('failed', { why: errorText(error) }), isBad: true });
    }
  };
  const read = typed === null ? null : readTyped(typed);
  const wrong = read !== null && 'wrong' in read ? read.wrong : [];
  return (
    <dialog ref={dialog} className="framed-dialog thresholds" aria-label={say('title')} onClose={onClose}>
      <header>
        <h3>{say('title')}</h3>
        <label>
          {say('place')}{' '}
          <select
            value={chosenId ?? ''}
            onChange={({ target }) => {
              setWord(null);
              setPlaceId(target.value);
            }}
          >
            {inTree(places).map(({ place, depth }) => (
              <option key={place.id} value={place.id}>
                {'　'.repeat(depth)}
                {place.name}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="quiet-button" onClick={onClose}>
          {say('cancel')}
        </button>
      </header>
      {answer !== null && typed !== null && (
        <>
          <p className="soft">{say(!answer.inherited ? 'own' : hasParent ? 'inherited' : 'standard')}</p>
          <ThresholdTable
            typed={typed}
            defaults={answer.defaults}
            wrong={wrong}
            onChange={(name, value) => {
              setWord(null);
              setTyped({ ...typed, [name]: value });
            }}
          />
        </>
      )}
      <footer>
        <p role="status" data-bad={word?.isBad ?? wrong.length > 0}>
          {word?.text ?? (wrong.length > 0 ? say('wrong') : '')}
        </p>
        {answer !== null && !answer.inherited && (
          <button type="button" onClick={() => void save(null)}>
            {say('inherit')}
          </button>
        )}
        <button
          type="button"
          className="thresholds-save"
          disabled={read === null || 'wrong' in read}
          onClick={() => read !== null && 'thresholds' in read && void save(read.thresholds)}
        >
          {say('save')}
        </button>
      </footer>
    </dialog>
  );
}

/** Each place under the one that it belongs to. */
function inTree(
  places: readonly Place[],
  parentId: string | null = null,
  depth = 0,
): readonly { readonly place: Place; readonly depth: number }[] {
  const isChild = (place: Place): boolean =>
    parentId === null ? !places.some(({ id }) => id === place.parentId) : place.parentId === parentId;
  return places.filter(isChild).flatMap((place) => [{ place, depth }, ...inTree(places, place.id, depth + 1)]);
}
