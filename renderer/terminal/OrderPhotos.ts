const DATABASE = 'zhiqin.order-photos';
const STORE = 'photos';

/** A photo that was taken on the spot, with what the tablet knew at that moment. */
export interface OrderPhoto {
  readonly file: Blob;
  readonly takenAt: number;
  readonly position: { readonly longitude: number; readonly latitude: number } | null;
}

/** Photos that wait to be sent: on this tablet's disk, so that they outlive a reload and a day without a network. */
export class OrderPhotos {
  private constructor(private readonly database: IDBDatabase) {}

  static async create(): Promise<OrderPhotos> {
    const opening = indexedDB.open(DATABASE, 1);
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE));
    return new OrderPhotos(await settled(opening));
  }

  async put(key: string, photo: OrderPhoto): Promise<void> {
    await settled(this.store('readwrite').put(photo, key));
  }

  /** Null where it was sent and let go of already. */
  async get(key: string): Promise<OrderPhoto | null> {
    // The only writer of this store is `put` above.
    const kept = (await settled(this.store('readonly').get(key))) as OrderPhoto | undefined;
    return kept ?? null;
  }

  async remove(key: string): Promise<void> {
    await settled(this.store('readwrite').delete(key));
  }

  private store(mode: IDBTransactionMode): IDBObjectStore {
    return this.database.transaction(STORE, mode).objectStore(STORE);
  }
}

async function settled<Result>(asked: IDBRequest<Result>): Promise<Result> {
  return await new Promise((resolve, reject) => {
    asked.addEventListener('success', () => resolve(asked.result));
    asked.addEventListener('error', () =>
      reject(asked.error ?? new Error('the photos of this tablet cannot be reached')),
    );
  });
}
