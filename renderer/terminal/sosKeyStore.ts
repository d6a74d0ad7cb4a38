import { create } from 'zustand';
import { isSosStroke, sosKeyName } from './sosKey';

const KEPT_UNDER = 'zhiqin.sosKey';
/** What rugged tablets most often send for their red key; a device with another one learns it. */
const USUAL_KEY = 'F9';
/** Stands in the storage for "no key at all". */
const NO_KEY = '';

interface SosKeyState {
  /** Null where no key calls for help on this device. */
  readonly keyName: string | null;
  readonly isLearning: boolean;
}

const kept = localStorage.getItem(KEPT_UNDER);

/** The device's own key for help: it belongs to the tablet, not to who is signed in on it. */
export const useSosKey = create<SosKeyState>(() => ({
  keyName: kept === null ? USUAL_KEY : kept === NO_KEY ? null : kept,
  isLearning: false,
}));

/** The next key that is pressed will be the one. The answer gives it up. */
export function learnSosKey(): () => void {
  const learn = (event: KeyboardEvent): void => {
    const name = sosKeyName(event);
    if (name === null) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    stop();
    setSosKey(name);
  };
  const stop = (): void => {
    removeEventListener('keydown', learn, true);
    useSosKey.setState({ isLearning: false });
  };
  addEventListener('keydown', learn, true);
  useSosKey.setState({ isLearning: true });
  return stop;
}

export function setSosKey(keyName: string | null): void {
  localStorage.setItem(KEPT_UNDER, keyName ?? NO_KEY);
  useSosKey.setState({ keyName });
}

/** Calls back at each press of the key, wherever on the page the focus is. The answer stops it. */
export function followSosKey(onPressed: () => void): () => void {
  const listen = (event: KeyboardEvent): void => {
    if (!isSosStroke(event, useSosKey.getState().keyName)) return;
    event.preventDefault();
    onPressed();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}
