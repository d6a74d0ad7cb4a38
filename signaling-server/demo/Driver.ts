import { metresBetween, type Metres } from './Plane';
import type { Streets, Crossing, Direction } from './Streets';
import { Way } from './Way';

const PATROL_REACH_METRES = 1500;
const LOOK_AHEAD_METRES = 260;
const CORNER_SPEED = 18 / 3.6;
const SLOWEST_SPEED = 24 / 3.6;
const FASTEST_SPEED = 45 / 3.6;
const ACCELERATION = 1.6;
/** On a call the demo hurries: it is there within this time, however far it is. */
const CALL_SECONDS = 33;
const CALL_SPEED = 68 / 3.6;
const SHOWN_CALL_LIMIT = 78;

interface Motion {
  readonly place: Metres;
  /** Degrees clockwise from north. */
  readonly heading: number;
  /** Kilometres an hour, as a receiver in the vehicle would show it. */
  readonly speed: number;
}

/**
 * Drives one vehicle through its quarter: round about its home on patrol, straight to a place on a call, and back.
 * Knows no clock: it moves by the seconds that it is given. Metres are of the plane that `home` is the origin of.
 */
export class Driver {
  readonly #home: Crossing;
  #way: Way;
  #driven = 0;
  #speed = 0;
  #cruise = SLOWEST_SPEED;
  #lastCrossing: Crossing;
  #direction: Direction;
  #call: { readonly to: Metres; readonly speed: number } | null = null;
  #standSeconds = 0;
  #seconds = 0;

  /** `inside` says which places it may patrol; `next` gives numbers in [0, 1). */
  constructor(
    private readonly streets: Streets,
    private readonly inside: (place: Metres) => boolean,
    private readonly next: () => number,
  ) {
    this.#home = { column: 0, row: 0 };
    this.#lastCrossing = this.#home;
    const first = Math.floor(next() * 4);
    this.#direction = first === 0 ? 0 : first === 1 ? 1 : first === 2 ? 2 : 3;
    this.#way = new Way([streets.place(this.#home)]);
    this.#patrolOn();
  }

  get onCall(): boolean {
    return this.#call !== null;
  }

  /** Goes to a place by the nearest streets and waits there. */
  driveTo(to: Metres): void {
    const { place } = this.#way.driveAt(this.#driven);
    const crossings = this.streets.between(this.streets.nearest(place), this.streets.nearest(to));
    this.#way = new Way([place, ...crossings.slice(1, -1).map((crossing) => this.streets.place(crossing)), to]);
    this.#driven = 0;
    this.#call = { to, speed: Math.max(CALL_SPEED, this.#way.end / CALL_SECONDS) };
    this.#standSeconds = 0;
  }

  /** Back on patrol, from wherever it is. */
  patrol(): void {
    const { place } = this.#way.driveAt(this.#driven);
    const crossings = this.streets.between(this.streets.nearest(place), this.#home);
    this.#call = null;
    this.#driven = 0;
    const near = metresBetween(place, this.streets.place(this.#home)) < PATROL_REACH_METRES && this.inside(place);
    const back = near ? crossings.slice(0, 1) : crossings;
    this.#way = new Way([place, ...back.map((crossing) => this.streets.place(crossing))]);
    this.#lastCrossing = back.at(-1) ?? this.#home;
    this.#patrolOn();
  }

  /** Stands still for a while, at a light or on a break. */
  stand(seconds: number): void {
    this.#standSeconds = Math.max(this.#standSeconds, seconds);
  }

  /** Moves on by so many seconds, at most a few at a time, and says where it is then. */
  advance(seconds: number): Motion {
    this.#seconds += seconds;
    const wanted = this.#wantedSpeed(seconds);
    const change = Math.max(-3 * ACCELERATION * seconds, Math.min(ACCELERATION * seconds, wanted - this.#speed));
    this.#speed = this.#call === null ? Math.max(0, this.#speed + change) : wanted;
    this.#driven = Math.min(this.#way.end, this.#driven + this.#speed * seconds);
    if (this.#call === null) {
      this.#patrolOn();
      this.#way.dropBefore(this.#driven);
    }
    const { place, heading } = this.#way.driveAt(this.#driven);
    const shown = this.#speed * 3.6;
    return {
      place,
      heading,
      speed: shown > SHOWN_CALL_LIMIT ? SHOWN_CALL_LIMIT - 9 + 8 * Math.sin(this.#seconds * 0.7) : shown,
    };
  }

  #wantedSpeed(seconds: number): number {
    if (this.#call !== null) return this.#driven >= this.#way.end ? 0 : this.#call.speed;
    if (this.#standSeconds > 0) {
      this.#standSeconds -= seconds;
      return 0;
    }
    if (this.next() < 0.05 * seconds) this.#cruise = SLOWEST_SPEED + this.next() * (FASTEST_SPEED - SLOWEST_SPEED);
    const turning = this.#way.turnAhead(this.#driven, 24) > 30;
    if (turning && this.next() < 0.03 * seconds) this.stand(5 + this.next() * 9);
    return turning ? CORNER_SPEED : this.#cruise;
  }

  /** Chooses street after street, so that there is always some way ahead. */
  #patrolOn(): void {
    while (this.#way.end - this.#driven < LOOK_AHEAD_METRES) {
      const choice = this.#chooseDirection();
      this.#direction = choice;
      this.#lastCrossing = this.streets.neighbour(this.#lastCrossing, choice);
      this.#way.add(this.streets.place(this.#lastCrossing));
    }
  }

  #chooseDirection(): Direction {
    const turned = (quarters: number): Direction => ([0, 1, 2, 3] as const)[(this.#direction + quarters) % 4] ?? 0;
    const chance = this.next();
    const order = chance < 0.5 ? [0, 1, 3, 2] : chance < 0.75 ? [1, 0, 3, 2] : [3, 0, 1, 2];
    const choices = order.map(turned);
    const origin = this.streets.place(this.#home);
    const open = choices.find((direction) => {
      const place = this.streets.place(this.streets.neighbour(this.#lastCrossing, direction));
      return (
        metresBetween(place, origin) < PATROL_REACH_METRES &&
        this.#insideAllAlong(this.streets.place(this.#lastCrossing), place)
      );
    });
    return open ?? turned(2);
  }

  #insideAllAlong(from: Metres, to: Metres): boolean {
    return [0.25, 0.5, 0.75, 1].every((share) =>
      this.inside({
        east: from.east + (to.east - from.east) * share,
        north: from.north + (to.north - from.north) * share,
      }),
    );
  }
}
