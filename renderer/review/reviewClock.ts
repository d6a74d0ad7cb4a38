import { create } from 'zustand';

export const playRates = [0.25, 0.5, 1, 2, 4, 8, 16] as const;
export type PlayRate = (typeof playRates)[number];

interface ReviewClock {
  /** The moment that is played. */
  readonly at: number;
  readonly playing: boolean;
  readonly rate: PlayRate;
  /** Counts jumps, so that players know one from the passing of time. */
  readonly jumps: number;
}

/** The one clock over every picture, sound and mark of the page. */
export const useReviewClock = create<ReviewClock>(() => ({ at: 0, playing: false, rate: 1, jumps: 0 }));

/** How long a player may hold the clock while it fetches; past it the others go on. */
const PATIENCE_MS = 5000;
const SHOWN_EVERY_MS = 66;
const waitingSince = new Map<string, number>();
const players = new Set<(state: ExactClock) => void>();
let exactAt = 0;
let lastTick = 0;
let limit: () => number = () => Number.MAX_SAFE_INTEGER;

/** The clock at one refresh of the screen. */
export interface ExactClock {
  /** When `at` is the moment, by the page's own clock: `performance.now()`. */
  readonly time: number;
  readonly at: number;
  readonly rate: number;
  readonly playing: boolean;
  /** True while a player holds it: it plays, but does not go on. */
  readonly held: boolean;
  readonly jumps: number;
}

/** The moment at this very instant, finer than what the page shows. */
export function exactMoment(): number {
  return exactAt;
}

/** The clock never passes this moment: the live edge, or the end of the span. */
export function setClockLimit(newLimit: () => number): void {
  limit = newLimit;
}

export function seekTo(at: number): void {
  exactAt = Math.min(at, limit());
  waitingSince.clear();
  useReviewClock.setState(({ jumps }) => ({ at: exactAt, jumps: jumps + 1 }));
  // What has to be fetched is asked for now, not at the next refresh of a screen that has much to draw; but not by
  // players that the page is just about to leave.
  queueMicrotask(() => tellPlayers(performance.now()));
}

export function setPlaying(playing: boolean): void {
  useReviewClock.setState(playing ? { playing } : { playing, at: exactAt });
}

export function setRate(rate: PlayRate): void {
  useReviewClock.setState({ rate });
}

/** A player that has nothing to show yet holds the clock, so that cameras stay in step. */
export function holdClock(player: string, holds: boolean): void {
  if (!holds) {
    waitingSince.delete(player);
  } else if (!waitingSince.has(player)) {
    waitingSince.set(player, performance.now());
  }
}

/** Calls a player at every refresh of the screen, all of them with the same moment; the answer stops it. */
export function onClockTick(player: (state: ExactClock) => void): () => void {
  players.add(player);
  return () => void players.delete(player);
}

function isHeld(now: number): boolean {
  return [...waitingSince.values()].some((since) => now - since < PATIENCE_MS);
}

function tellPlayers(time: number): void {
  const { playing, rate, jumps } = useReviewClock.getState();
  const state = { time, at: exactAt, rate, playing, held: isHeld(time), jumps };
  players.forEach((player) => player(state));
}

/** Runs the clock; the answer stops it. */
export function runClock(): () => void {
  lastTick = performance.now();
  let shownAt = 0;
  let frame = requestAnimationFrame(function tick(now: number) {
    const { playing, rate } = useReviewClock.getState();
    if (playing && !isHeld(now)) {
      exactAt = Math.min(exactAt + Math.max(0, now - lastTick) * rate, limit());
      if (now - shownAt > SHOWN_EVERY_MS) {
        shownAt = now;
        useReviewClock.setState({ at: exactAt });
      }
    }
    lastTick = now;
    // Asked for first, so that a player that fails does not stop the clock for all.
    frame = requestAnimationFrame(tick);
    tellPlayers(now);
  });
  return () => cancelAnimationFrame(frame);
}
