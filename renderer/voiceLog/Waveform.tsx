import { useEffect, useRef, useState, type ReactNode } from 'react';
import { colours } from '../ui/theme';
import { useWords } from '../ui/words/languageStore';
import { burstRun, burstSounds, useRun } from './pageSounds';
import { voiceLogWords } from './voiceLogWords';
import { peaksOf } from './waveform';

const BARS = 90;
const WIDTH_PX = 360;
const HEIGHT_PX = 36;
const LOOK_EVERY_MS = 60;

/** What was really recorded, drawn once the row comes into sight. The part that has been heard is brighter. */
export function Waveform({ burstId }: { burstId: string }): ReactNode {
  const say = useWords(voiceLogWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [peaks, setPeaks] = useState<readonly number[] | null>(null);
  const [seconds, setSeconds] = useState(0);
  const [failed, setFailed] = useState(false);
  const isPlaying = useRun().burstId === burstId;

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    let gone = false;
    const watcher = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return;
      watcher.disconnect();
      burstSounds.of(burstId).then(
        (sound) => {
          if (gone) return;
          setPeaks(peaksOf(sound.getChannelData(0), BARS));
          setSeconds(sound.duration);
        },
        () => {
          if (!gone) setFailed(true);
        },
      );
    });
    watcher.observe(element);
    return () => {
      gone = true;
      watcher.disconnect();
    };
  }, [burstId]);

  useEffect(() => {
    const context = canvas.current?.getContext('2d') ?? null;
    if (context === null || peaks === null) return;
    const draw = (): void => {
      const heard = isPlaying && seconds > 0 ? burstRun.position / seconds : 0;
      context.clearRect(0, 0, WIDTH_PX, HEIGHT_PX);
      const step = WIDTH_PX / BARS;
      // A quiet voice is drawn as tall as a loud one: what matters is where words are.
      const scale = 1 / Math.max(0.1, ...peaks);
      peaks.forEach((peak, index) => {
        const bar = Math.max(2, peak * scale * HEIGHT_PX);
        context.fillStyle = index / BARS < heard ? colours.talk : isPlaying ? '#8a6a2c' : colours.select;
        context.fillRect(index * step, (HEIGHT_PX - bar) / 2, step * 0.6, bar);
      });
    };
    draw();
    if (!isPlaying) return;
    const timer = setInterval(draw, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [peaks, isPlaying, seconds]);

  const loudness = peaks === null ? 0 : Math.max(0, ...peaks);
  return (
    <span className="waveform" data-loudness={loudness.toFixed(3)} data-drawn={peaks !== null}>
      <canvas ref={canvas} width={WIDTH_PX} height={HEIGHT_PX} role="img" aria-label={say('waveform')} />
      {failed && <em>{say('noSound')}</em>}
    </span>
  );
}
