import type { Map as GlMap, MapMouseEvent } from 'mapbox-gl';
import type { Box } from './vehicleSymbol';

/** A vehicle by which it can be taken, where it is drawn. */
export interface Hold {
  readonly vehicleId: string;
  readonly plate: string;
  readonly box: Box;
}

export interface VehicleHandleDependencies {
  readonly map: GlMap;
  /** What may be taken under the mouse now; null lets the map be moved from there. */
  holdAt: (event: MapMouseEvent) => Hold | null;
  carry: (vehicleId: string, data: DataTransfer) => void;
}

/**
 * Lies unseen on the vehicle under the mouse, so that dragging from there carries the vehicle out of the map by the
 * browser's own dragging, and leaves the map where it is. Clicks and the wheel reach the map through it.
 */
export class VehicleHandle {
  private readonly element = document.createElement('div');
  /** What is seen at the pointer on the way: the browser takes its picture from the page, where it is out of sight. */
  private readonly label = document.createElement('div');
  private hold: Hold | null = null;

  constructor(private readonly dependencies: VehicleHandleDependencies) {
    const { map } = dependencies;
    this.element.className = 'map-handle';
    this.element.draggable = true;
    this.element.hidden = true;
    this.element.addEventListener('dragstart', this.begun);
    this.label.className = 'map-carried';
    map.getCanvasContainer().append(this.element);
    document.body.append(this.label);
    map.on('mousemove', this.follow);
    map.on('mousedown', this.pressed);
  }

  close(): void {
    const { map } = this.dependencies;
    map.off('mousemove', this.follow);
    map.off('mousedown', this.pressed);
    this.element.remove();
    this.label.remove();
  }

  private readonly follow = (event: MapMouseEvent): void => this.lieOn(this.dependencies.holdAt(event));

  /** A vehicle may have driven on under a mouse that rests. */
  private readonly pressed = (event: MapMouseEvent): void => {
    this.follow(event);
    // Said to the map: it is not to be moved.
    if (this.hold !== null && event.originalEvent.button === 0) event.preventDefault();
  };

  private readonly begun = ({ dataTransfer }: DragEvent): void => {
    if (this.hold === null || dataTransfer === null) return;
    this.label.textContent = this.hold.plate;
    dataTransfer.setDragImage(this.label, -8, -8);
    this.dependencies.carry(this.hold.vehicleId, dataTransfer);
  };

  private lieOn(hold: Hold | null): void {
    this.hold = hold;
    this.element.hidden = hold === null;
    if (hold === null) return;
    const { left, top, right, bottom } = hold.box;
    this.element.style.left = `${left}px`;
    this.element.style.top = `${top}px`;
    this.element.style.width = `${right - left}px`;
    this.element.style.height = `${bottom - top}px`;
  }
}
