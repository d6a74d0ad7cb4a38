/** Where a vehicle is drawn: degrees, in the map's datum. */
export interface Drawn {
  readonly longitude: number;
  readonly latitude: number;
  /** Degrees clockwise from north; null where it was never known. */
  readonly heading: number | null;
}

/** A leap longer than this (about 500 m) is a new place and not a drive: it is not slid over. */
const LEAP_DEGREES = 0.005;
const SHORTEST_MS = 250;
const LONGEST_MS = 2_000;

/**
 * Slides from fix to fix in about the time between them, so that a vehicle drives on the screen instead of hopping. It
 * never runs ahead of the newest fix.
 */
export class Glide {
  private from: Drawn;
  private to: Drawn;
  private began: number;
  private lasts = 0;

  /** `now` on any clock of milliseconds that goes forward, the same for every call. */
  constructor(start: Drawn, now: number) {
    this.from = start;
    this.to = start;
    this.began = now;
  }

  moveTo(target: Drawn, now: number): void {
    const kept = { ...target, heading: target.heading ?? this.to.heading };
    if (kept.longitude === this.to.longitude && kept.latitude === this.to.latitude && kept.heading === this.to.heading)
      return;
    const isLeap = Math.hypot(kept.longitude - this.to.longitude, kept.latitude - this.to.latitude) > LEAP_DEGREES;
    const sinceLast = now - this.began;
    this.from = isLeap ? kept : this.at(now);
    this.to = kept;
    this.lasts = isLeap ? 0 : Math.min(LONGEST_MS, Math.max(SHORTEST_MS, sinceLast));
    this.began = now;
  }

  at(now: number): Drawn {
    const part = this.lasts === 0 ? 1 : Math.min(1, (now - this.began) / this.lasts);
    if (part >= 1) return this.to;
    return {
      longitude: this.from.longitude + (this.to.longitude - this.from.longitude) * part,
      latitude: this.from.latitude + (this.to.latitude - this.from.latitude) * part,
      heading: turn(this.from.heading, this.to.heading, part),
    };
  }

  isMoving(now: number): boolean {
    return now - this.began < this.lasts;
  }
}

/** The short way round: from 350 to 10 degrees is 20 and not 340. */
function turn(from: number | null, to: number | null, part: number): number | null {
  if (from === null || to === null) return to;
  const way = ((to - from + 540) % 360) - 180;
  return (from + way * part + 360) % 360;
}
