import { deviceSegmentReceipt, type DeviceSegmentEnd, type DeviceSegmentReceipt } from '@protocol';
import type { KeptSegment, RecordingShelf } from './RecordingShelf';

/** After the server could not be reached, or would not take it now. */
const RETRY_MS = 4_000;

/** When the line is back everybody waits for live pictures; what was recorded can wait for them. */
export const LIVE_FIRST_MS = 8_000;

/** Who hands in, and how. */
export interface HandInTerms {
  readonly authorization: string;
  /** To be added to this terminal's clock, as measured now, and how far off that may be. */
  readonly clockOffsetMs: number;
  readonly clockUncertaintyMs: number;
  /** Live pictures go first: no more than this. */
  readonly bitsPerSecond: number;
}

export interface HandInDependencies {
  readonly shelf: Pick<RecordingShelf, 'list' | 'read' | 'remove'>;
  readonly send: (address: string, request: RequestInit) => Promise<Response>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds, on a clock that nobody sets. */
  readonly now: () => number;
  /** Null while nothing may be handed in. Asked anew before each chunk. */
  readonly terms: () => HandInTerms | null;
  readonly onChanged: () => void;
}

/** `refused`: the server will never take it. */
type Outcome = 'complete' | 'refused' | 'later';

/**
 * Hands what was recorded to the server, oldest first, chunk after chunk, no faster than live pictures bear, each under
 * the vehicle that this tablet was in then. What the server has already is not sent again; a segment is let go of once the
 * server says that it has all of it, and kept where it refuses it.
 */
export class HandIn {
  private readonly refused = new Set<string>();
  private running = false;
  private done = 0;

  constructor(private readonly dependencies: HandInDependencies) {}

  /** Of what there is to hand in since it last had nothing to do: how many segments the server has, and how many there are. */
  progress(): { readonly done: number; readonly total: number } {
    const waiting = this.waiting().length;
    return { done: this.done, total: waiting === 0 ? 0 : this.done + waiting };
  }

  /** How many segments the server would not take. */
  get notTaken(): number {
    return this.dependencies.shelf.list().filter(({ id }) => this.refused.has(id)).length;
  }

  /** Goes on with whatever there is, unless it does already. Settles when there is nothing more to do for now. */
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      if (this.next() !== null) await this.dependencies.wait(LIVE_FIRST_MS);
      for (let segment = this.next(); segment; segment = this.next()) {
        const outcome = await this.handIn(segment).catch(() => 'later' as const);
        if (outcome === 'complete') {
          await this.dependencies.shelf.remove(segment.id);
          this.done += 1;
        } else if (outcome === 'refused') this.refused.add(segment.id);
        else await this.dependencies.wait(RETRY_MS);
        this.dependencies.onChanged();
      }
    } finally {
      this.running = false;
      if (this.waiting().length === 0) this.done = 0;
    }
  }

  private next(): KeptSegment | null {
    return this.dependencies.terms() === null ? null : (this.waiting().find(({ closed }) => closed) ?? null);
  }

  private waiting(): readonly KeptSegment[] {
    return this.dependencies.shelf.list().filter(({ id }) => !this.refused.has(id));
  }

  private async handIn({ id, vehicleId, chunks }: KeptSegment): Promise<Outcome> {
    const { shelf, wait, terms, now: clock } = this.dependencies;
    const segment = `${encodeURIComponent(vehicleId)}/${id}`;
    for (let index = 0; index < chunks.length;) {
      const now = terms();
      const read = await shelf.read(id, index);
      if (!now || !read) return 'later';
      const beganAt = clock();
      const receipt = await this.post(now, `${segment}/chunks/${index}`, read.chunk, {
        'content-type': 'application/octet-stream',
        'x-digest': read.digest,
        'x-clock-offset': now.clockOffsetMs.toFixed(3),
      });
      if (typeof receipt === 'string') return receipt;
      // The server says where to go on: behind what it has had from an earlier try, too.
      index = receipt.chunks;
      const paceMs = (read.chunk.length * 8 * 1000) / now.bitsPerSecond;
      await wait(Math.max(0, paceMs - (clock() - beganAt)));
    }
    const now = terms();
    if (!now) return 'later';
    const { clockOffsetMs, clockUncertaintyMs } = now;
    const end: DeviceSegmentEnd = { chunks: chunks.length, clockOffsetMs, clockUncertaintyMs };
    const receipt = await this.post(now, `${segment}/end`, JSON.stringify(end), { 'content-type': 'application/json' });
    if (typeof receipt === 'string') return receipt;
    return receipt.complete ? 'complete' : 'later';
  }

  private async post(
    { authorization }: HandInTerms,
    path: string,
    body: BodyInit,
    headers: Readonly<Record<string, string>>,
  ): Promise<DeviceSegmentReceipt | Exclude<Outcome, 'complete'>> {
    const response = await this.dependencies.send(`/media/device-recordings/${path}`, {
      method: 'POST',
      headers: { ...headers, authorization },
      body,
    });
    if (response.ok) return deviceSegmentReceipt.safeParse(await response.json()).data ?? 'later';
    // Somebody else's, or not what the server takes: sending it again changes nothing. Everything else may pass.
    return [400, 403, 404, 413].includes(response.status) ? 'refused' : 'later';
  }
}
