import { create } from 'zustand';

const KEPT_UNDER = 'zhiqin.terminalTheme';
export type TerminalTheme = 'night' | 'day';

const kept = (): TerminalTheme => (localStorage.getItem(KEPT_UNDER) === 'day' ? 'day' : 'night');

/** Night unless this tablet was set to day before. */
export const useTerminalTheme = create<{ theme: TerminalTheme }>(() => ({ theme: kept() }));

document.documentElement.dataset.theme = kept();

export function chooseTheme(theme: TerminalTheme): void {
  localStorage.setItem(KEPT_UNDER, theme);
  document.documentElement.dataset.theme = theme;
  useTerminalTheme.setState({ theme });
}
