import { create } from 'zustand';

interface SoundChoice {
  /** Whether the evidence sound of the vehicle is heard with the pictures. */
  readonly audible: boolean;
  /** Whether what was said in the talk groups is heard at its moment. */
  readonly talk: boolean;
}

export const useSound = create<SoundChoice>(() => ({ audible: false, talk: true }));

export function setAudible(audible: boolean): void {
  useSound.setState({ audible });
}

export function setTalk(talk: boolean): void {
  useSound.setState({ talk });
}
