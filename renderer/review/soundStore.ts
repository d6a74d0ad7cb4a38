import { create } from 'zustand';

/** Whether the evidence sound of the vehicle is heard with the pictures. */
export const useSound = create<{ audible: boolean }>(() => ({ audible: false }));

export function setAudible(audible: boolean): void {
  useSound.setState({ audible });
}
