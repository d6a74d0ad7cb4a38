import { useEffect } from 'react';
import { useStore } from 'zustand';
import { soundMixer } from '../media/SoundMixer';

/** Whether the browser keeps the sound of this page locked: true until the person clicks or types, where it does. */
export function useSoundLock(): boolean {
  const { isLocked } = useStore(soundMixer.locked);
  useEffect(() => soundMixer.lookForLock(), []);
  return isLocked;
}
