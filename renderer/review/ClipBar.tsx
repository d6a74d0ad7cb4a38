import { App, Button } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { ExportDialog } from '../evidence/ExportDialog';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { ClipDialog } from './ClipDialog';
import { closeClipDialog, openClipDialog, useClipDialog } from './clipDialogs';
import { dropClip, setHandle, useHandles, useWholeClip } from './clipStore';
import { clipWords } from './clipWords';
import { beginCover } from './coverStore';
import { exportOffer } from './exportOffer';
import { useGrid } from './gridStore';
import { markNow } from './markNow';
import { RecordFacts } from './RecordFacts';
import { useReview } from './reviewStore';
import { showReviewTab } from './reviewTab';
import { ShareDialog } from './ShareDialog';
import { StillDialog } from './StillDialog';

/** Marks, stills and links; and for the clip between the handles: keep it, export it, cover a copy of it. */
export function ClipBar(): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const mayMark = usePermission('recording.mark');
  const { begin, end } = useHandles();
  const clip = useWholeClip();
  const mark = (): void => {
    markNow()
      .then((at) => message.success(say('marked', { time: clockTime(at) })))
      .catch((error: unknown) => void message.error(errorText(error)));
  };
  return (
    <div className="clip-bar">
      {mayMark && (
        <>
          <Button title={say('markTitle')} onClick={mark}>
            {say('mark')} <kbd>M</kbd>
          </Button>
          <Button title={say('stillTitle')} onClick={() => openClipDialog('still')}>
            {say('still')} <kbd>P</kbd>
          </Button>
        </>
      )}
      <Button onClick={() => openClipDialog('share')}>{say('copyLink')}</Button>
      <span className="clip-handles">
        <Button title={say('setIn')} aria-label={say('inPoint')} onClick={() => setHandle('begin')}>
          {say('inPoint')} {begin === null ? <kbd>I</kbd> : <time>{clockTime(begin)}</time>}
        </Button>
        <Button title={say('setOut')} aria-label={say('outPoint')} onClick={() => setHandle('end')}>
          {say('outPoint')} {end === null ? <kbd>O</kbd> : <time>{clockTime(end)}</time>}
        </Button>
      </span>
      {clip && <ClipActions lengthMs={clip.to - clip.from} />}
      <span className="fill" />
      <RecordFacts />
      <ClipDialogs />
    </div>
  );
}

function ClipActions({ lengthMs }: { lengthMs: number }): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const mayMark = usePermission('recording.mark');
  const mayExport = usePermission('evidence.export');
  const cover = (): void => {
    const refusal = beginCover();
    if (refusal) void message.warning(say(refusal));
  };
  return (
    <>
      <b className="clip-length">{say('length', { seconds: (lengthMs / 1000).toFixed(1) })}</b>
      {mayMark && (
        <Button type="primary" onClick={() => openClipDialog('clip')}>
          {say('keepClip')}
        </Button>
      )}
      {mayExport && (
        <>
          <Button onClick={() => openClipDialog('export')}>{say('exportClip')}</Button>
          <Button title={say('coverTitle')} onClick={cover}>
            {say('cover')}
          </Button>
        </>
      )}
      <Button type="text" aria-label={say('dropClip')} title={say('dropClip')} onClick={dropClip}>
        ✕
      </Button>
    </>
  );
}

function ClipDialogs(): ReactNode {
  const { shown, at } = useClipDialog();
  const clip = useWholeClip();
  const { tracks, vehicles } = useReview();
  const solo = useGrid((grid) => grid.solo);
  const offer = useMemo(
    () => (clip ? exportOffer({ tracks, vehicles, span: clip, solo }) : null),
    [tracks, vehicles, clip, solo],
  );
  if (shown === 'still') return <StillDialog at={at} onClose={closeClipDialog} />;
  if (shown === 'share') return <ShareDialog at={at} onClose={closeClipDialog} />;
  if (shown === 'clip' && clip) return <ClipDialog clip={clip} onClose={closeClipDialog} />;
  if (shown === 'export' && offer) {
    return <ExportDialog offer={offer} onClose={closeClipDialog} onExported={() => showReviewTab('evidence')} />;
  }
  return null;
}
