import type { TalkKeyName, TalkKeyNews, TalkKeyState } from './talkKeys';
import { talkKeys } from './talkKeys';

/** Hears every key of the machine with its coming up, where the machine allows that. */
export interface KeyHook {
  /** Throws where the machine does not allow it. */
  start(hear: (key: TalkKeyName, isDown: boolean) => void): void;
  stop(): void;
}

/** Electron's own, which know no coming up. */
export interface Shortcuts {
  /** False where another program has the key. */
  register(key: TalkKeyName, pressed: () => void): boolean;
  unregister(key: TalkKeyName): void;
}

export interface TalkKeyDependencies {
  readonly saved: { read(): Promise<TalkKeyName | null>; write(key: TalkKeyName | null): Promise<void> };
  /** Null where its binary cannot be loaded. */
  readonly hook: KeyHook | null;
  readonly shortcuts: Shortcuts;
  readonly tell: (news: TalkKeyNews) => void;
}

/** The key to talk with while another program has the focus: held where the machine tells, else pressed on and off. */
export class TalkKey {
  private key: TalkKeyName | null = null;
  private mode: TalkKeyState['mode'] = 'off';
  private isDown = false;

  private constructor(private readonly dependencies: TalkKeyDependencies) {}

  static async create(dependencies: TalkKeyDependencies): Promise<TalkKey> {
    const talkKey = new TalkKey(dependencies);
    talkKey.use(await dependencies.saved.read());
    return talkKey;
  }

  get state(): TalkKeyState {
    return { key: this.key, mode: this.mode, keys: talkKeys };
  }

  /** Takes another key, or none, and keeps it over a restart. Throws what the disk throws. */
  async choose(key: TalkKeyName | null): Promise<TalkKeyState> {
    this.use(key);
    await this.dependencies.saved.write(key);
    return this.state;
  }

  close(): void {
    this.use(null);
  }

  private use(key: TalkKeyName | null): void {
    const { hook, shortcuts } = this.dependencies;
    if (this.mode === 'hold') hook?.stop();
    if (this.mode === 'toggle' && this.key !== null) shortcuts.unregister(this.key);
    // A key that was down as it was given up must not leave a microphone open.
    if (this.isDown) this.hear(false);
    this.key = key;
    this.mode = key === null ? 'off' : this.begin(key);
  }

  private begin(key: TalkKeyName): TalkKeyState['mode'] {
    const { hook, shortcuts, tell } = this.dependencies;
    try {
      if (hook !== null) {
        hook.start((heard, isDown) => {
          if (heard === this.key) this.hear(isDown);
        });
        return 'hold';
      }
    } catch (error) {
      console.warn(
        'Keys cannot be heard while another program has the focus; the talk key is pressed on and off.',
        error,
      );
    }
    return shortcuts.register(key, () => tell('toggle')) ? 'toggle' : 'off';
  }

  /** A key that is held repeats itself; only its going down and coming up are told. */
  private hear(isDown: boolean): void {
    if (isDown === this.isDown) return;
    this.isDown = isDown;
    this.dependencies.tell(isDown ? 'down' : 'up');
  }
}
