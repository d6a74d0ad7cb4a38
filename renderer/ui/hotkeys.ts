import { useEffect, useRef } from 'react';

export interface Hotkey {
  readonly down: () => void;
  readonly up?: () => void;
}

type Hotkeys = Readonly<Record<string, Hotkey>>;

const mounted: { current: Hotkeys }[] = [];
/** What is held down, with the end that belongs to it, even where the keys have been given out anew since. */
const held = new Map<string, (() => void) | undefined>();

/** Keys belong to the text while somebody writes, and to a dialog while one is open. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  // Escape leaves what is open; a modal dialog is left by the browser itself.
  if (event.key === 'Escape') return target.closest('dialog:modal') !== null;
  return (
    target.isContentEditable ||
    target.closest(
      'input:not([type=checkbox]):not([type=radio]), textarea, select, dialog, [role=dialog], [role=combobox], [role=radiogroup]',
    ) !== null
  );
}

/** ` ` is 'Space'; letters are named in upper case. */
const nameOf = ({ key }: KeyboardEvent): string => (key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key);

function end(name: string): void {
  const up = held.get(name);
  held.delete(name);
  up?.();
}

addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTaken(event)) return;
  const name = nameOf(event);
  const hotkey = [...mounted].reverse().find(({ current }) => current[name] !== undefined)?.current[name];
  if (hotkey === undefined) return;
  event.preventDefault();
  if (event.repeat || held.has(name)) return;
  held.set(name, hotkey.up);
  hotkey.down();
});
addEventListener('keyup', (event) => {
  const name = nameOf(event);
  // A button must not be clicked by the space bar that has just ended a burst.
  if (held.has(name)) event.preventDefault();
  end(name);
});
addEventListener('blur', () => {
  for (const name of [...held.keys()]) end(name);
});

/** Keys of the page while the component is there. The last one mounted wins. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const current = useRef(hotkeys);
  useEffect(() => {
    current.current = hotkeys;
  });
  useEffect(() => {
    mounted.push(current);
    return () => void mounted.splice(mounted.indexOf(current), 1);
  }, []);
}
