import type { Map as GlMap, MapMouseEvent } from 'mapbox-gl';
import type { Coordinates, Datum } from './datum';
import { Glide } from './Glide';
import { VehicleHandle, type Hold } from './VehicleHandle';
import { VehicleSymbols, type Box, type SymbolLook } from './vehicleSymbol';

const HIT_RADIUS_PX = 16;
/** A glide that nobody could see is not drawn: over a whole city a vehicle takes seconds for one pixel. */
const SEEN_PX = 0.5;
const SEEN_DEGREES = 3;
const LOOK_AGAIN_MS = 60;

/** One vehicle to draw. The position is WGS-84. */
export interface VehicleMarker extends SymbolLook {
  readonly id: string;
  readonly longitude: number;
  readonly latitude: number;
  readonly heading: number | null;
}

export interface DrawnVehicle {
  readonly id: string;
  readonly plate: string;
  /** WGS-84. */
  readonly longitude: number;
  readonly latitude: number;
  /** CSS pixels from the map's upper left corner. */
  readonly x: number;
  readonly y: number;
}

/** What becomes of a vehicle that somebody points at. */
export interface VehicleUse {
  mayChoose(): boolean;
  choose(vehicleId: string): void;
  /** Whether there is anywhere to drag a vehicle to; else a drag that begins on one moves the map like any other. */
  mayCarry(): boolean;
  carry(vehicleId: string, data: DataTransfer): void;
}

interface Standing {
  readonly marker: VehicleMarker;
  readonly glide: Glide;
}

/** Where a vehicle stands on the canvas: CSS pixels and degrees. */
interface Point {
  readonly marker: VehicleMarker;
  readonly heading: number | null;
  readonly x: number;
  readonly y: number;
}

/**
 * A canvas over the map on which the vehicles are drawn. Apart from the GL map, so that a hundred of them glide at the
 * screen's rate without a new tile being cut for each frame. It draws only while something moves.
 */
export class VehicleOverlay {
  private readonly canvas = document.createElement('canvas');
  private readonly symbols = new VehicleSymbols(devicePixelRatio);
  private readonly standing = new Map<string, Standing>();
  private frame: number | null = null;
  private pause: ReturnType<typeof setTimeout> | null = null;
  private drawnPoints = new Map<string, Point>();
  private hits: readonly Hit[] = [];
  private readonly handle: VehicleHandle;

  constructor(
    private readonly map: GlMap,
    private readonly datum: Datum,
    private readonly use: VehicleUse,
  ) {
    this.canvas.className = 'map-vehicles';
    map.getCanvasContainer().appendChild(this.canvas);
    this.handle = new VehicleHandle({
      map,
      holdAt: (event) => (use.mayCarry() ? this.holdAt(event) : null),
      carry: (...taken) => use.carry(...taken),
    });
    map.on('move', this.draw);
    map.on('resize', this.resized);
    map.on('click', this.clicked);
    map.on('mousemove', this.hovered);
    this.resized();
  }

  setMarkers(markers: readonly VehicleMarker[]): void {
    const now = performance.now();
    const kept = new Set(markers.map(({ id }) => id));
    for (const id of this.standing.keys()) if (!kept.has(id)) this.standing.delete(id);
    for (const marker of markers) {
      const [longitude, latitude] = this.datum.toMap([marker.longitude, marker.latitude]);
      const target = { longitude, latitude, heading: marker.heading };
      const glide = this.standing.get(marker.id)?.glide ?? new Glide(target, now);
      glide.moveTo(target, now);
      this.standing.set(marker.id, { marker, glide });
    }
    this.lookSoon();
  }

  /** What is on the canvas now. */
  drawn(): readonly DrawnVehicle[] {
    return this.hits.flatMap(({ id, x, y }) => {
      const standing = this.standing.get(id);
      if (standing === undefined) return [];
      const { longitude, latitude } = standing.glide.at(performance.now());
      const stored = this.datum.toStored([longitude, latitude]);
      return [{ id, plate: standing.marker.plate, longitude: stored[0], latitude: stored[1], x, y }];
    });
  }

  close(): void {
    if (this.frame !== null) cancelAnimationFrame(this.frame);
    if (this.pause !== null) clearTimeout(this.pause);
    this.map.off('move', this.draw);
    this.map.off('resize', this.resized);
    this.map.off('click', this.clicked);
    this.map.off('mousemove', this.hovered);
    this.handle.close();
    this.canvas.remove();
  }

  /** Draws at the next frame if there is something new to be seen, and looks again while anything moves. */
  private lookSoon(): void {
    // Behind the wall the map has no size, and nothing is drawn; shown again, it draws itself.
    if (this.canvas.width === 0) return;
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (this.isWorthDrawing(this.pointsAt(performance.now()))) this.draw();
      else this.goOn(LOOK_AGAIN_MS);
    });
  }

  private goOn(pauseMs: number): void {
    const now = performance.now();
    if (![...this.standing.values()].some(({ glide }) => glide.isMoving(now))) return;
    if (pauseMs === 0) {
      this.lookSoon();
      return;
    }
    this.pause ??= setTimeout(() => {
      this.pause = null;
      this.lookSoon();
    }, pauseMs);
  }

  private pointsAt(now: number): Point[] {
    return [...this.standing.values()].map(({ marker, glide }) => {
      const { longitude, latitude, heading } = glide.at(now);
      const { x, y } = this.map.project([longitude, latitude]);
      return { marker, heading, x, y };
    });
  }

  private isWorthDrawing(points: readonly Point[]): boolean {
    if (points.length !== this.drawnPoints.size) return true;
    return points.some((point) => {
      const before = this.drawnPoints.get(point.marker.id);
      return (
        before === undefined ||
        !sameLook(before.marker, point.marker) ||
        Math.hypot(point.x - before.x, point.y - before.y) >= SEEN_PX ||
        Math.abs((point.heading ?? 0) - (before.heading ?? 0)) >= SEEN_DEGREES
      );
    });
  }

  private readonly resized = (): void => {
    const { clientWidth, clientHeight } = this.map.getContainer();
    this.canvas.width = clientWidth * devicePixelRatio;
    this.canvas.height = clientHeight * devicePixelRatio;
    this.canvas.style.width = `${clientWidth}px`;
    this.canvas.style.height = `${clientHeight}px`;
    this.draw();
  };

  private readonly draw = (): void => {
    const context = this.canvas.getContext('2d');
    if (context === null) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const points = this.pointsAt(performance.now()).sort(
      (one, other) => importance(other.marker) - importance(one.marker),
    );
    this.drawnPoints = new Map(points.map((point) => [point.marker.id, point]));
    const placed: Box[] = [];
    const boxes = points.map(({ marker, x, y }) => {
      const box = this.symbols.labelBox(marker, x, y);
      // The chosen and the speaking come first and always keep their plate; another's gives way.
      if (importance(marker) < 2 && placed.some((other) => overlap(other, box))) return null;
      placed.push(box);
      return box;
    });
    for (let index = points.length - 1; index >= 0; index -= 1) {
      const point = points[index];
      if (point === undefined) continue;
      this.symbols.drawArrow(context, point.marker, point.x, point.y, point.heading);
      const box = boxes[index];
      if (box !== null && box !== undefined) this.symbols.drawLabel(context, point.marker, box);
    }
    this.hits = points.map(({ marker, x, y }, index) => ({ id: marker.id, x, y, box: boxes[index] ?? null }));
    this.goOn(0);
  };

  private readonly clicked = (event: MapMouseEvent): void => {
    const hit = this.hitAt(event);
    if (hit !== null) this.use.choose(hit.id);
  };

  private readonly hovered = (event: MapMouseEvent): void => {
    if (!this.use.mayChoose()) return;
    this.map.getCanvas().style.cursor = this.hitAt(event) === null ? '' : 'pointer';
  };

  private hitAt({ point }: MapMouseEvent): Hit | null {
    return this.hits.find((hit) => isOnSymbol(hit, point) || (hit.box !== null && isWithin(hit.box, point))) ?? null;
  }

  private holdAt(event: MapMouseEvent): Hold | null {
    const hit = this.hitAt(event);
    const standing = hit && this.standing.get(hit.id);
    if (hit == null || standing == null) return null;
    const { id, x, y, box } = hit;
    const symbol = {
      left: x - HIT_RADIUS_PX,
      top: y - HIT_RADIUS_PX,
      right: x + HIT_RADIUS_PX,
      bottom: y + HIT_RADIUS_PX,
    };
    return {
      ...{ vehicleId: id, plate: standing.marker.plate },
      box: isOnSymbol(hit, event.point) ? symbol : (box ?? symbol),
    };
  }
}

/** Where a vehicle was drawn last, with its plate's box where that had room. */
interface Hit {
  readonly id: string;
  readonly x: number;
  readonly y: number;
  readonly box: Box | null;
}

const isOnSymbol = ({ x, y }: Hit, point: { x: number; y: number }): boolean =>
  Math.hypot(point.x - x, point.y - y) <= HIT_RADIUS_PX;

const isWithin = ({ left, top, right, bottom }: Box, { x, y }: { x: number; y: number }): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

const importance = ({ isChosen, isSpeaking, isHollow, alarm }: SymbolLook): number =>
  alarm === 'sos' ? 4 : isChosen ? 3 : isSpeaking ? 2 : isHollow ? 0 : 1;

const sameLook = (one: SymbolLook, other: SymbolLook): boolean =>
  one.plate === other.plate &&
  one.colour === other.colour &&
  one.isHollow === other.isHollow &&
  one.isChosen === other.isChosen &&
  one.isSpeaking === other.isSpeaking &&
  one.alarm === other.alarm;

const overlap = (one: Box, other: Box): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

/** The south-west and north-east corners around places, in the map's datum; null around nothing. */
export function boundsOf(datum: Datum, places: readonly Coordinates[]): [[number, number], [number, number]] | null {
  if (places.length === 0) return null;
  const drawn = places.map((place) => datum.toMap(place));
  const longitudes = drawn.map(([longitude]) => longitude);
  const latitudes = drawn.map(([, latitude]) => latitude);
  return [
    [Math.min(...longitudes), Math.min(...latitudes)],
    [Math.max(...longitudes), Math.max(...latitudes)],
  ];
}
