import type { Map as GlMap } from 'mapbox-gl';

/** CSS pixels from the map's upper left corner. */
export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** What becomes of a drag. `moved` and `ended` are also told where none was begun. */
export interface Drag {
  begun(at: Pixel): void;
  moved(to: Pixel): void;
  ended(at: Pixel): void;
  /** It came to no end, as when the system took the pointer away. */
  cancelled(): void;
}

/** Dragging with the first button draws on the map instead of moving it, until the answer is called. */
export function dragToDraw(map: GlMap, drag: Drag): () => void {
  const ground = map.getCanvasContainer();
  const pixelOf = ({ clientX, clientY }: PointerEvent): Pixel => {
    const { left, top } = ground.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    ground.setPointerCapture(event.pointerId);
    drag.begun(pixelOf(event));
  };
  const move = (event: PointerEvent): void => drag.moved(pixelOf(event));
  const up = (event: PointerEvent): void => drag.ended(pixelOf(event));
  const cancel = (): void => drag.cancelled();

  const released = new AbortController();
  const { signal } = released;
  map.dragPan.disable();
  map.getCanvas().classList.add('map-drawing');
  ground.addEventListener('pointerdown', down, { signal });
  ground.addEventListener('pointermove', move, { signal });
  ground.addEventListener('pointerup', up, { signal });
  ground.addEventListener('pointercancel', cancel, { signal });
  return () => {
    map.dragPan.enable();
    map.getCanvas().classList.remove('map-drawing');
    released.abort();
  };
}
