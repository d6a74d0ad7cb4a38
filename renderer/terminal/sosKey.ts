/** Keys that a person writes or moves with, or that talk: none of them may call for help. */
const ordinaryKeys: ReadonlySet<string> = new Set([
  ...['Enter', ' ', 'Tab', 'Escape', 'Backspace', 'Delete', 'Shift', 'Control', 'Alt', 'Meta', 'CapsLock'],
  ...['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown'],
  ...['AudioVolumeUp', 'AudioVolumeDown', 'MediaPlayPause', 'HeadsetHook', 'Process', 'Dead', ''],
]);

/**
 * What a key of the device is called, as a keyboard event tells it: rugged tablets and headsets give their red key
 * names of their own, or none but a code. Null for a key that must not call for help.
 */
export function sosKeyName({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string | null {
  const name = key === 'Unidentified' ? code : key;
  // One sign alone is written text, whatever the language.
  return ordinaryKeys.has(name) || [...name].length === 1 ? null : name;
}

/** Whether this is the first stroke of the key: a key that is held down repeats itself. */
export function isSosStroke(event: Pick<KeyboardEvent, 'key' | 'code' | 'repeat'>, keyName: string | null): boolean {
  return keyName !== null && !event.repeat && sosKeyName(event) === keyName;
}
