import { z } from 'zod';
import { create } from 'zustand';

const KEPT_UNDER = 'zhiqin.sounds';

/** How a person wants to hear a group; remembered on this device. */
const soundChoice = z.object({
  /** 0 to 1. */
  volume: z.number().min(0).max(1),
  isMuted: z.boolean(),
  /** -1 left, 0 middle, 1 right. */
  place: z.number().min(-1).max(1),
});
export type SoundChoice = z.infer<typeof soundChoice>;

const usual: SoundChoice = { volume: 1, isMuted: false, place: 0 };

const useChoices = create<{ readonly choices: Readonly<Record<string, SoundChoice>> }>(() => ({ choices: kept() }));

export const soundChoiceOf = (groupId: string): SoundChoice => useChoices.getState().choices[groupId] ?? usual;

/** Told after every change. */
export const onSoundChosen = (listener: () => void): (() => void) => useChoices.subscribe(listener);

/** 0 to 1. */
export const setVolume = (groupId: string, volume: number): void => choose(groupId, { volume });

export const setMuted = (groupId: string, isMuted: boolean): void => choose(groupId, { isMuted });

/** -1 left, 0 middle, 1 right. */
export const setPlace = (groupId: string, place: number): void => choose(groupId, { place });

function choose(groupId: string, part: Partial<SoundChoice>): void {
  const choices = { ...useChoices.getState().choices, [groupId]: { ...soundChoiceOf(groupId), ...part } };
  localStorage.setItem(KEPT_UNDER, JSON.stringify(choices));
  useChoices.setState({ choices });
}

function kept(): Readonly<Record<string, SoundChoice>> {
  try {
    return z.record(z.string(), soundChoice).parse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? '{}'));
  } catch {
    return {};
  }
}
