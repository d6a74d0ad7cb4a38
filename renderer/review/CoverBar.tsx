import { App, Button, Input, Select } from 'antd';
import type { CoverRegion } from '@protocol';
import { useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { clipWords, coveredWords } from './clipWords';
import { chooseRegion, endCover, limitRegion, makeCover, nameRegion, removeRegion, useCover } from './coverStore';
import { seekTo } from './reviewClock';

const kinds: readonly CoverRegion['what'][] = ['face', 'plate', 'other'];
const SHORTEST_REASON = 4;

/** While a copy is being covered: its regions, when each is covered, why, and the order to make it. */
export function CoverBar(): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const { clip, regions, chosen } = useCover();
  const [reason, setReason] = useState('');
  const [isAsking, setAsking] = useState(false);
  const make = (): void => {
    setAsking(true);
    makeCover(reason.trim())
      .then(() => message.success(say('coverAsked')))
      .catch((error: unknown) => {
        setAsking(false);
        void message.error(errorText(error));
      });
  };
  return (
    <section className="cover-bar" aria-label={say('cover')}>
      <p>
        <b>{say('cover')}</b> {say('clipSpan', { from: clockTime(clip.from), to: clockTime(clip.to) })} ·{' '}
        {say('coverHint')}
      </p>
      {regions.length > 0 && (
        <ol>
          {regions.map((region, index) => (
            <RegionRow key={index} region={region} index={index} isChosen={index === chosen} />
          ))}
        </ol>
      )}
      <footer>
        <Input
          maxLength={500}
          value={reason}
          aria-label={say('reason')}
          placeholder={say('coverReason')}
          onChange={(event) => setReason(event.target.value)}
        />
        <Button onClick={endCover}>{say('cancel')}</Button>
        <Button
          type="primary"
          loading={isAsking}
          disabled={regions.length === 0 || reason.trim().length < SHORTEST_REASON}
          onClick={make}
        >
          {say('makeCover')}
        </Button>
      </footer>
    </section>
  );
}

function RegionRow(props: { region: CoverRegion; index: number; isChosen: boolean }): ReactNode {
  const { region, index, isChosen } = props;
  const say = useWords(clipWords);
  const sayWhat = useWords(coveredWords);
  return (
    <li aria-current={isChosen}>
      <button
        type="button"
        onClick={() => {
          chooseRegion(index);
          seekTo(region.keyframes[0]?.at ?? region.from);
        }}
      >
        {say('region', { number: index + 1 })}
      </button>
      <Select
        size="small"
        aria-label={say('coverWhat')}
        value={region.what}
        options={kinds.map((kind) => ({ value: kind, label: sayWhat(kind) }))}
        onChange={(what) => nameRegion(index, what)}
      />
      <span>{say('clipSpan', { from: clockTime(region.from), to: clockTime(region.to) })}</span>
      <span className="soft">{say('keyframes', { count: region.keyframes.length })}</span>
      <Button size="small" onClick={() => limitRegion(index, 'from')}>
        {say('fromNow')}
      </Button>
      <Button size="small" onClick={() => limitRegion(index, 'to')}>
        {say('toNow')}
      </Button>
      <Button size="small" type="text" aria-label={say('remove')} onClick={() => removeRegion(index)}>
        ✕
      </Button>
    </li>
  );
}
