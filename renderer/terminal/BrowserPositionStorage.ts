import type { Position } from '@protocol';
import { MemoryPositionStorage } from './MemoryPositionStorage';
import type { PositionStorage } from './PositionQueue';

const DATABASE_NAME = 'zhiqin-positions';
const STORE_NAME = 'positions';

interface StoredPosition extends Position {
  vehicleId: string;
}

function answer<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser gave no reason'));
  });
}

/** Fixes in IndexedDB, so that they survive a reload and a dead battery. */
export class BrowserPositionStorage implements PositionStorage {
  private constructor(private readonly database: IDBDatabase) {}

  /** Falls back to memory where the browser has no IndexedDB for this page. */
  static async create(): Promise<PositionStorage> {
    try {
      const opening = indexedDB.open(DATABASE_NAME, 1);
      opening.onupgradeneeded = () => {
        opening.result.createObjectStore(STORE_NAME, { keyPath: ['vehicleId', 'number'] });
      };
      return new BrowserPositionStorage(await answer(opening));
    } catch {
      return new MemoryPositionStorage();
    }
  }

  async put(vehicleId: string, position: Position): Promise<void> {
    await answer(this.store('readwrite').put({ ...position, vehicleId } satisfies StoredPosition));
  }

  async oldest(vehicleId: string, limit: number): Promise<Position[]> {
    // The only writer of this store is `put` above, which stores exactly this shape.
    const request = this.store('readonly').getAll(this.rangeOf(vehicleId), limit) as IDBRequest<StoredPosition[]>;
    const stored = await answer(request);
    return stored.map(({ number, at, longitude, latitude, speed, heading, accuracy }) => ({
      number,
      at,
      longitude,
      latitude,
      speed,
      heading,
      accuracy,
    }));
  }

  async removeUpTo(vehicleId: string, number: number): Promise<void> {
    await answer(this.store('readwrite').delete(this.rangeOf(vehicleId, number)));
  }

  count(vehicleId: string): Promise<number> {
    return answer(this.store('readonly').count(this.rangeOf(vehicleId)));
  }

  async highestNumber(vehicleId: string): Promise<number> {
    const request: IDBRequest<IDBCursorWithValue | null> = this.store('readonly').openCursor(
      this.rangeOf(vehicleId),
      'prev',
    );
    const cursor = await answer(request);
    // The only writer of this store is `put` above, which stores exactly this shape.
    return cursor ? (cursor.value as StoredPosition).number : 0;
  }

  private rangeOf(vehicleId: string, upTo = Number.MAX_SAFE_INTEGER): IDBKeyRange {
    return IDBKeyRange.bound([vehicleId, 0], [vehicleId, upTo]);
  }

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(STORE_NAME, mode).objectStore(STORE_NAME);
  }
}
