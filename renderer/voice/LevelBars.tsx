import { useEffect, useRef, type ReactNode } from 'react';
import { soundMixer } from '../media/SoundMixer';

const BARS = 40;
const SAMPLE_MS = 60;

/** The last seconds of a sound as bars, measured from what is really heard. */
export function LevelBars({ of, colour }: { of: string; colour: string }): ReactNode {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const levels: number[] = Array.from({ length: BARS }, () => 0);
    const timer = setInterval(() => {
      levels.push(soundMixer.levelOf(of));
      levels.shift();
      const context = canvas.current?.getContext('2d') ?? null;
      if (context === null) return;
      const { width, height } = context.canvas;
      context.clearRect(0, 0, width, height);
      context.fillStyle = colour;
      const step = width / BARS;
      levels.forEach((level, index) => {
        const bar = Math.max(2, Math.min(1, level * 1.8) * height);
        context.fillRect(index * step, (height - bar) / 2, step * 0.55, bar);
      });
    }, SAMPLE_MS);
    return () => clearInterval(timer);
  }, [of, colour]);
  return <canvas ref={canvas} className="level-bars" width={400} height={32} aria-hidden="true" />;
}
