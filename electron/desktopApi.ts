import type { TalkKeyName, TalkKeyNews, TalkKeyState } from './talkKeys';

/**
 * What the desktop shell offers to the pages. `window.desktop` is absent in a plain browser, so every page asks for it
 * with `window.desktop?.`.
 */
export interface DesktopApi {
  /** The shell's own version, for the about line. */
  readonly version: string;
  /** Shows the page on which the server's address is chosen. */
  changeServer(): Promise<void>;
  /** The key that talks while another program has the focus. */
  talkKey(): Promise<TalkKeyState>;
  /** Takes another key, or none, and answers what came of it. */
  chooseTalkKey(key: TalkKeyName | null): Promise<TalkKeyState>;
  /** Hears the chosen key; the answer stops it. */
  onTalkKey(listener: (news: TalkKeyNews) => void): () => void;
}

declare global {
  interface Window {
    readonly desktop?: DesktopApi;
  }
}

/** The channels between the preload script and the shell; no page can name another. */
export const desktopChannels = {
  changeServer: 'desktop:changeServer',
  useServer: 'desktop:useServer',
  suggestedServer: 'desktop:suggestedServer',
  talkKey: 'desktop:talkKey',
  chooseTalkKey: 'desktop:chooseTalkKey',
  talkKeyNews: 'desktop:talkKeyNews',
} as const;

/** How the shell tells its version to the preload script, which cannot ask for it. */
export const VERSION_SWITCH = '--zhiqin-shell-version=';

/** Why an address was not taken, each with a sentence in `serverAddressWords.ts`. */
export type ServerProblem =
  'empty' | 'malformed' | 'not-encrypted' | 'unreachable' | 'certificate' | 'not-zhiqin' | 'not-saved';

export type ServerAnswer = { ok: true; origin: string } | { ok: false; problem: ServerProblem };

/** The address in use or last used, and whether the shell was started with a fixed one. */
export interface SuggestedServer {
  readonly address: string;
  readonly fixed: boolean;
}
