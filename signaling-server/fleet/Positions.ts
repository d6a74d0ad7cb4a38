import type { Kysely } from 'kysely';
import { RequestError } from '@protocol';
import type { Position } from '@protocol';
import type { PositionSchema } from '../persistence/schema';
import type { Announcer } from '../wire/Announcer';
import type { Metrics } from '../wire/Metrics';
import type { Fleet } from './Fleet';
import { PositionQueue } from './PositionQueue';
import { readNewestPositions, readTrack, writePositions } from './PositionsTable';

export interface PositionsDependencies {
  positions: Kysely<PositionSchema>;
  fleet: Pick<Fleet, 'vehicles' | 'moveTo'>;
  announcer: Pick<Announcer, 'announce'>;
  metrics: Pick<Metrics, 'gauge'>;
  clock: () => number;
}

/** Consoles are told a few times a second, however many fixes came. */
const ANNOUNCE_EVERY_MS = 250;

/** `spanMs` is the device's time from the report's oldest fix to its newest: much, where they were kept for a line. */
type PositionListener = (vehicleId: string, newest: Position, spanMs: number) => void;

/** Takes fixes in, keeps them, and tells the newest of each vehicle that moved. */
export class Positions {
  readonly #queue: PositionQueue;
  readonly #moved = new Map<string, Position>();
  readonly #listeners = new Set<PositionListener>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(private readonly dependencies: PositionsDependencies) {
    this.#queue = new PositionQueue((received) => writePositions(dependencies.positions, received));
    const { metrics } = dependencies;
    metrics.gauge('zhiqin_positions_waiting', 'Fixes that are received and not stored yet', () => this.#queue.rows);
    metrics.gauge(
      'zhiqin_positions_waiting_seconds',
      'For how long the oldest of them has waited; a fix is acknowledged once it is stored',
      () => this.#queue.waitedMs / 1_000,
    );
    this.#timer = setInterval(() => this.#announce(), ANNOUNCE_EVERY_MS);
  }

  /**
   * Puts each vehicle where it was when the server stopped, unless it has said more since. Settles once the store has
   * been opened and asked. A server that is stopped meanwhile takes the store away, and that is no failure.
   */
  async recall(): Promise<void> {
    const { positions, fleet } = this.dependencies;
    const vehicleIds = fleet.vehicles().map(({ id }) => id);
    const newest = await readNewestPositions(positions, vehicleIds).catch((error: unknown) => {
      if (this.#closed) return [];
      throw error;
    });
    for (const [vehicleId, position] of newest) {
      if (fleet.moveTo(vehicleId, position)) this.#moved.set(vehicleId, position);
    }
  }

  /** Told of the newest fix of each report, when it comes. */
  onReported(listener: PositionListener): void {
    this.#listeners.add(listener);
  }

  /**
   * Returns the highest number that is stored. Refused with `rate-limited` when the store is far behind: the terminal
   * keeps its fixes and sends them again.
   */
  async report(vehicleId: string, reported: readonly Position[]): Promise<number> {
    if (this.#queue.full) throw new RequestError('rate-limited', 'the position store is behind');
    const receivedAt = this.dependencies.clock();
    for (const position of reported) {
      if (this.dependencies.fleet.moveTo(vehicleId, position)) this.#moved.set(vehicleId, position);
    }
    const [oldest] = reported;
    const newest = reported.at(-1);
    if (oldest !== undefined && newest !== undefined)
      this.#listeners.forEach((listener) => listener(vehicleId, newest, newest.at - oldest.at));
    await this.#queue.add(reported.map((position) => ({ ...position, vehicleId, receivedAt })));
    return Math.max(...reported.map((position) => position.number));
  }

  /** Moments of the device's own clock, oldest fix first; all of them, unless `most` is said. */
  track(vehicleId: string, from: number, to: number, most?: number): Promise<Position[]> {
    return readTrack(this.dependencies.positions, { vehicleId, from, to, ...(most !== undefined && { most }) });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#queue.close();
  }

  #announce(): void {
    if (this.#moved.size === 0) return;
    const moves = [...this.#moved].map(([vehicleId, position]) => ({ vehicleId, position }));
    this.#moved.clear();
    this.dependencies.announcer.announce('fleet:moved', moves);
  }
}
