import { regionAt, type RegionPlace } from '@protocol';
import { useRef, useState, type PointerEvent, type ReactNode, type RefObject } from 'react';
import { useWords } from '../ui/words/languageStore';
import { clipWords } from './clipWords';
import { addRegion, chooseRegion, moveRegion, useCover } from './coverStore';
import { setPlaying, useReviewClock } from './reviewClock';

/** A box that is smaller than this, in shares of the picture, was a slip of the hand. */
const SMALLEST = 0.01;
/** Of the corner by which a box is made larger or smaller. */
const CORNER_SHARE = 0.25;

interface Hold {
  readonly how: 'draw' | 'move' | 'resize';
  readonly index: number;
  /** Where the hand went down, and the box as it was then. */
  readonly x: number;
  readonly y: number;
  readonly place: RegionPlace;
}

/** Over the picture that is to be covered: boxes as they lie at the clock's moment, to be drawn, moved and made larger. */
export function CoverLayer({ canvas }: { canvas: RefObject<HTMLCanvasElement | null> }): ReactNode {
  const say = useWords(clipWords);
  const { regions, chosen } = useCover();
  const at = useReviewClock((clock) => clock.at);
  const ground = useRef<SVGSVGElement>(null);
  const [hold, setHold] = useState<Hold | null>(null);
  const [drawn, setDrawn] = useState<RegionPlace | null>(null);
  const { width = 16, height = 9 } = canvas.current ?? {};
  const places = regions.map((region) => regionAt(region, Math.min(region.to, Math.round(at))));

  /** In shares of the picture. */
  const pointOf = ({ clientX, clientY }: PointerEvent): { x: number; y: number } => {
    const matrix = ground.current?.getScreenCTM()?.inverse();
    const point = new DOMPoint(clientX, clientY).matrixTransform(matrix);
    return { x: within(point.x / width), y: within(point.y / height) };
  };
  const down = (event: PointerEvent<SVGSVGElement>): void => {
    setPlaying(false);
    event.currentTarget.setPointerCapture(event.pointerId);
    const point = pointOf(event);
    const index = places.findLastIndex((place) => place !== null && isInside(place, point));
    const place = places[index];
    if (!place) {
      setHold({ how: 'draw', index, ...point, place: { ...point, width: 0, height: 0 } });
      return;
    }
    const isCorner =
      point.x > place.x + place.width * (1 - CORNER_SHARE) && point.y > place.y + place.height * (1 - CORNER_SHARE);
    chooseRegion(index);
    setHold({ how: isCorner ? 'resize' : 'move', index, ...point, place });
  };
  const move = (event: PointerEvent<SVGSVGElement>): void => {
    if (hold) setDrawn(placeOf(hold, pointOf(event)));
  };
  const up = (): void => {
    if (hold && drawn && drawn.width > SMALLEST && drawn.height > SMALLEST) {
      if (hold.how === 'draw') addRegion(drawn);
      else moveRegion(hold.index, drawn);
    }
    setHold(null);
    setDrawn(null);
  };
  const box = (place: RegionPlace, key: number | string, isChosen: boolean): ReactNode => (
    <rect
      key={key}
      className={isChosen ? 'chosen' : ''}
      x={place.x * width}
      y={place.y * height}
      width={place.width * width}
      height={place.height * height}
    />
  );
  return (
    <svg
      ref={ground}
      className="cover-layer"
      aria-label={say('cover')}
      viewBox={`0 0 ${width} ${height}`}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={() => setHold(null)}
    >
      {places.map((place, index) => {
        const shown = hold && hold.how !== 'draw' && hold.index === index ? (drawn ?? place) : place;
        return shown && box(shown, index, index === chosen);
      })}
      {hold?.how === 'draw' && drawn && box(drawn, 'new', true)}
    </svg>
  );
}

function placeOf({ how, x, y, place }: Hold, hand: { x: number; y: number }): RegionPlace {
  const [right, down] = [hand.x - x, hand.y - y];
  if (how === 'move') {
    const left = Math.min(1 - place.width, Math.max(0, place.x + right));
    return { ...place, x: left, y: Math.min(1 - place.height, Math.max(0, place.y + down)) };
  }
  if (how === 'resize') {
    const width = Math.min(1 - place.x, Math.max(SMALLEST * 2, place.width + right));
    return { ...place, width, height: Math.min(1 - place.y, Math.max(SMALLEST * 2, place.height + down)) };
  }
  return { x: Math.min(x, hand.x), y: Math.min(y, hand.y), width: Math.abs(right), height: Math.abs(down) };
}

function isInside({ x, y, width, height }: RegionPlace, point: { x: number; y: number }): boolean {
  return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height;
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}
