import { create } from 'zustand';
import { serverNow } from '../wire/pageConnection';

/** The server's time, a full second at a time, one timer for the whole page. */
const useTick = create<{ readonly now: number }>(() => ({ now: serverNow() }));

function tick(): void {
  const now = serverNow();
  useTick.setState({ now });
  setTimeout(tick, 1_000 - (now % 1_000));
}
tick();

/** Draws the component anew with each second of the server's clock. */
export function useSecond(): number {
  return useTick(({ now }) => now);
}
