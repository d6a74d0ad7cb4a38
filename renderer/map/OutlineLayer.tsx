import { useEffect, useRef } from 'react';
import { useMap } from './MapView';
import { OutlineOverlay, type Outline } from './OutlineOverlay';

/** Outlines with their names: the areas of area groups. */
export function OutlineLayer({ outlines }: { outlines: readonly Outline[] }): null {
  const { map, datum } = useMap();
  const overlay = useRef<OutlineOverlay | null>(null);
  const newest = useRef(outlines);

  useEffect(() => {
    const made = new OutlineOverlay(map, datum);
    overlay.current = made;
    made.show(newest.current);
    return () => {
      made.close();
      overlay.current = null;
    };
  }, [map, datum]);

  useEffect(() => {
    newest.current = outlines;
    overlay.current?.show(outlines);
  }, [outlines]);
  return null;
}
