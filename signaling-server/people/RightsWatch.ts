import type { Demand, Subject } from '@protocol';
import type { Connections } from '../wire/Connections';
import type { Access } from './Access';

const RECHECK_MS = 2_000;

/** Something open, such as a consumer, that lasts only as long as the right to it. */
export interface WatchedRight {
  readonly connectionId: string;
  readonly permission: Demand;
  readonly subjects: readonly Subject[];
  /** Called once, when the right is gone or nobody is signed in behind the connection any more. */
  readonly close: (reason: 'right-lost') => void;
}

/** Asks again and again whether what is open may still be, so that a lost right ends it within 5 s. */
export class RightsWatch {
  readonly #watched = new Set<WatchedRight>();
  #timer: NodeJS.Timeout | null = null;

  private constructor(private readonly deps: { access: Access; connections: Connections }) {}

  static create(deps: { access: Access; connections: Connections }): RightsWatch {
    const rights = new RightsWatch(deps);
    rights.#timer = setInterval(() => rights.check(), RECHECK_MS);
    rights.#timer.unref();
    deps.connections.onClosed(({ connectionId }) => rights.check(connectionId));
    return rights;
  }

  /** Watches until the answered function is called; call it when the thing closes by itself. */
  watch(right: WatchedRight): () => void {
    this.#watched.add(right);
    return () => void this.#watched.delete(right);
  }

  /** Closes everything whose right is gone, of one connection or of all. */
  check(connectionId?: string): void {
    for (const right of [...this.#watched]) {
      if (connectionId !== undefined && right.connectionId !== connectionId) continue;
      if (this.#stands(right)) continue;
      this.#watched.delete(right);
      right.close('right-lost');
    }
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    this.#watched.clear();
  }

  #stands({ connectionId, permission, subjects }: WatchedRight): boolean {
    const session = this.deps.connections.callerOf(connectionId)?.session ?? null;
    return session !== null && this.deps.access.may(session, permission, subjects, connectionId);
  }
}
