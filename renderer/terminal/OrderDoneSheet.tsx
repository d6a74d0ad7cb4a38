import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { NoteForm } from './NoteForm';
import { notify } from './noticeStore';
import { orderCardWords } from './orderCardWords';
import { forgetPhotos, keepPhoto } from './orderPhotoUpload';
import { Sheet } from './Sheet';
import { useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';

const MOST_PHOTOS = 9;
const QUALITY = 0.9;
const endings = ['done.cleared', 'done.fined', 'done.absent', 'done.handed'] as const;

interface TakenPhoto {
  readonly key: string;
  readonly address: string;
}

/** What came of it: one touch on a usual answer or own words, with photos, which wait here until there is a network. */
export function OrderDoneSheet({
  onDone,
  onClose,
}: {
  onDone: (note: string | null, photoKeys: readonly string[]) => void;
  onClose: () => void;
}): ReactNode {
  const say = useWords(orderCardWords);
  const sayTerminal = useWords(terminalWords);
  const [photos, setPhotos] = useState<readonly TakenPhoto[]>([]);
  const file = useRef<HTMLInputElement>(null);
  const shown = useRef(photos);
  useEffect(() => {
    shown.current = photos;
  }, [photos]);
  useEffect(() => () => shown.current.forEach(({ address }) => URL.revokeObjectURL(address)), []);

  const add = async (blob: Blob): Promise<void> => {
    const { fix } = useTerminal.getState();
    const position = fix === null ? null : { longitude: fix.longitude, latitude: fix.latitude };
    try {
      const key = await keepPhoto({ file: blob, takenAt: Math.round(serverNow()), position });
      setPhotos((before) => [...before, { key, address: URL.createObjectURL(blob) }].slice(0, MOST_PHOTOS));
    } catch {
      notify('bad', say('photoFailed'));
    }
  };
  const takePreview = async (): Promise<void> => {
    const picture = await previewPicture();
    if (picture === null) notify('bad', say('noPreview'));
    else await add(picture);
  };
  const remove = ({ key, address }: TakenPhoto): void => {
    URL.revokeObjectURL(address);
    setPhotos((before) => before.filter((photo) => photo.key !== key));
    void forgetPhotos([key]);
  };
  const leave = (): void => {
    void forgetPhotos(photos.map(({ key }) => key));
    onClose();
  };
  const done = (note: string | null): void =>
    onDone(
      note,
      photos.map(({ key }) => key),
    );
  return (
    <Sheet title={sayTerminal('doneTitle')} onClose={leave}>
      <div className="order-photos">
        {photos.map((photo) => (
          <figure key={photo.key}>
            <img src={photo.address} alt={say('photo')} />
            <button type="button" aria-label={say('removePhoto')} onClick={() => remove(photo)}>
              ✕
            </button>
          </figure>
        ))}
        {photos.length < MOST_PHOTOS && (
          <>
            <button type="button" onClick={() => file.current?.click()}>
              ＋ {say('addPhoto')}
            </button>
            <button type="button" onClick={() => void takePreview()}>
              ◉ {say('takePhoto')}
            </button>
          </>
        )}
        <input
          ref={file}
          type="file"
          accept="image/jpeg,image/png,image/webp"
          capture="environment"
          multiple
          hidden
          aria-label={say('addPhoto')}
          onChange={({ target }) => {
            for (const chosen of target.files ?? []) void add(chosen);
            target.value = '';
          }}
        />
      </div>
      <div className="templates">
        {endings.map((ending) => (
          <button type="button" key={ending} onClick={() => done(sayTerminal(ending))}>
            {sayTerminal(ending)}
          </button>
        ))}
      </div>
      <NoteForm placeholder={sayTerminal('noteOwn')} confirm={sayTerminal('confirm')} onSend={done} />
    </Sheet>
  );
}

/** What this tablet's first camera shows now: on most tablets it is taken by the picture that is being sent. */
async function previewPicture(): Promise<Blob | null> {
  const video = document.querySelector<HTMLVideoElement>('.preview-strip video');
  if (video === null || video.videoWidth === 0) return null;
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}
