import type { FloorEventLine } from '@protocol';
import type { Say } from '../ui/words/languageStore';
import { floorEventKeys, type floorEventWords } from './floorEventWords';

type FloorEventKey = keyof (typeof floorEventWords)['en'];

/** What the floor did, in a sentence; what a later server writes in words of its own is shown as it stands. */
export function floorEventText({ message, name }: FloorEventLine, say: Say<FloorEventKey>): string {
  const key = floorEventKeys.get(message);
  return key === undefined ? `${name} · ${message}` : say(key, { name });
}
