import type { Position } from '@protocol';
import type { PositionStorage } from './PositionQueue';

/** Fixes kept for the life of the page only: what is left where a browser refuses IndexedDB (a private window). */
export class MemoryPositionStorage implements PositionStorage {
  private readonly positions = new Map<string, Position[]>();

  put(vehicleId: string, position: Position): Promise<void> {
    this.of(vehicleId).push(position);
    return Promise.resolve();
  }

  oldest(vehicleId: string, limit: number): Promise<Position[]> {
    return Promise.resolve(this.of(vehicleId).slice(0, limit));
  }

  removeUpTo(vehicleId: string, number: number): Promise<void> {
    this.positions.set(
      vehicleId,
      this.of(vehicleId).filter((position) => position.number > number),
    );
    return Promise.resolve();
  }

  count(vehicleId: string): Promise<number> {
    return Promise.resolve(this.of(vehicleId).length);
  }

  highestNumber(vehicleId: string): Promise<number> {
    return Promise.resolve(this.of(vehicleId).at(-1)?.number ?? 0);
  }

  private of(vehicleId: string): Position[] {
    const known = this.positions.get(vehicleId) ?? [];
    this.positions.set(vehicleId, known);
    return known;
  }
}
