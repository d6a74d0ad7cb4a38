import type { Polygon } from '@protocol';
import type { Map as GlMap } from 'mapbox-gl';
import type { Datum } from './datum';

const SVG = 'http://www.w3.org/2000/svg';
/** A label stands this far above the highest point of its outline. */
const LABEL_GAP_PX = 8;

/** One outline on the map. Points are WGS-84. */
export interface Outline {
  readonly id: string;
  readonly points: Polygon;
  /** Null where nothing is written beside it. */
  readonly label: string | null;
  readonly look: 'area' | 'speaking' | 'emergency' | 'drawing';
}

/**
 * Outlines drawn as SVG over the GL map, so that their words are drawn by the browser's own fonts and no order of GL
 * layers can hide them. It draws when it is given something new and when the map moves.
 */
export class OutlineOverlay {
  private readonly svg = document.createElementNS(SVG, 'svg');
  private outlines: readonly Outline[] = [];

  constructor(
    private readonly map: GlMap,
    private readonly datum: Datum,
  ) {
    this.svg.classList.add('map-outlines');
    map.getCanvasContainer().appendChild(this.svg);
    map.on('move', this.draw);
    map.on('resize', this.draw);
  }

  show(outlines: readonly Outline[]): void {
    this.outlines = outlines;
    this.draw();
  }

  close(): void {
    this.map.off('move', this.draw);
    this.map.off('resize', this.draw);
    this.svg.remove();
  }

  private readonly draw = (): void => {
    this.svg.replaceChildren(...this.outlines.flatMap((outline) => this.shapesOf(outline)));
  };

  private shapesOf({ id, points, label, look }: Outline): SVGElement[] {
    const corners = points.map(({ longitude, latitude }) => this.map.project(this.datum.toMap([longitude, latitude])));
    const shape = document.createElementNS(SVG, corners.length < 3 ? 'polyline' : 'polygon');
    shape.setAttribute('points', corners.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' '));
    shape.dataset.look = look;
    shape.dataset.outlineId = id;
    const highest = corners.reduce((top, corner) => (corner.y < top.y ? corner : top), corners[0] ?? { x: 0, y: 0 });
    if (label === null || corners.length === 0) return [shape];
    const words = document.createElementNS(SVG, 'text');
    words.textContent = label;
    words.dataset.look = look;
    words.setAttribute('x', highest.x.toFixed(1));
    words.setAttribute('y', (highest.y - LABEL_GAP_PX).toFixed(1));
    return [shape, words];
  }
}
