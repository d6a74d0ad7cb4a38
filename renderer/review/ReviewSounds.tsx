import { useEffect, type ReactNode } from 'react';
import { request } from '../wire/pageConnection';
import { BurstSounds } from './BurstSounds';
import { useGrid } from './gridStore';
import { pageSound } from './pageSound';
import { recordedMedia } from './recordedMedia';
import { onClockTick } from './reviewClock';
import { useReview } from './reviewStore';
import { SoundReel } from './SoundReel';
import { useSound } from './soundStore';

/** What is heard under the clock: talk bursts at their moment, and the evidence sound of one vehicle. */
export function ReviewSounds(): ReactNode {
  const { audible, talk } = useSound();
  const key = useSoundKey();
  return (
    <>
      {talk && <HeardBursts />}
      {audible && key !== null && <HeardTrack key={key} trackKey={key} />}
    </>
  );
}

/** The sound of the vehicle whose camera is shown alone, else of the first that has any. */
export function useSoundKey(): string | null {
  const tracks = useReview((review) => review.tracks);
  const solo = useGrid((grid) => grid.solo);
  const sounds = tracks.filter(({ track }) => track === 'evidence-sound');
  const own = sounds.find(({ vehicleId }) => solo?.startsWith(`${vehicleId}:`));
  return (own ?? sounds[0])?.key ?? null;
}

function HeardBursts(): ReactNode {
  const shelf = useReview((review) => review.shelf);
  useEffect(() => {
    const sounds = new BurstSounds({
      media: recordedMedia,
      listFiles: async (burstIds) => (await request('review:burstFiles', { burstIds })).segments,
      context: pageSound,
    });
    const read = (): void => sounds.setBursts(useReview.getState().bursts);
    read();
    const stopReading = useReview.subscribe(read);
    const stop = onClockTick((clock) => sounds.tick(clock));
    return () => {
      stop();
      stopReading();
      sounds.close();
    };
  }, [shelf]);
  return <span hidden data-heard="talk" />;
}

function HeardTrack({ trackKey }: { trackKey: string }): ReactNode {
  const shelf = useReview((review) => review.shelf);
  useEffect(() => {
    const context = pageSound();
    const finder = shelf.finderOf(trackKey);
    const reel = new SoundReel({ finder, media: recordedMedia, context, output: context.destination });
    const stop = onClockTick((clock) => reel.tick(clock));
    return () => {
      stop();
      reel.close();
    };
  }, [shelf, trackKey]);
  return <span hidden data-heard={trackKey} />;
}
