import { EventEmitter } from 'node:events';
import type { Caller, Session, SignedInCaller } from './Caller';

/**
 * Who is connected, and as whom. A listener that throws would take the others down with it, so listeners must handle
 * their own errors.
 */
export class Connections {
  readonly #callers = new Map<string, Caller>();
  readonly #emitter = new EventEmitter();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  /** A socket has connected; so far a stranger stands behind it. */
  open(connectionId: string, address: string): void {
    this.#callers.set(connectionId, { connectionId, address, session: null });
  }

  /**
   * A session stands behind this connection from now on. If another one did, its media ends first, unless it is the
   * same vehicle's tablet renewing its session: then what runs goes on.
   */
  signIn(connectionId: string, session: Session): void {
    const before = this.#callers.get(connectionId);
    if (before === undefined) return;
    const previous = before.session;
    if (previous?.id === session.id) return;
    const renewed = previous !== null && previous.vehicleId !== null && previous.vehicleId === session.vehicleId;
    if (!renewed) this.signOut(connectionId);
    const caller = { ...before, session };
    this.#callers.set(connectionId, caller);
    this.#emitter.emit('signedIn', caller);
  }

  /** The session of this connection is over: everything that belongs to it ends, and a stranger remains. */
  signOut(connectionId: string): void {
    const before = this.#callers.get(connectionId);
    if (before?.session == null) return;
    this.#callers.set(connectionId, { ...before, session: null });
    this.#emitter.emit('closed', before);
  }

  /** The socket is gone. */
  close(connectionId: string): void {
    const caller = this.#callers.get(connectionId);
    if (!this.#callers.delete(connectionId) || caller === undefined) return;
    this.#emitter.emit('closed', caller);
  }

  callerOf(connectionId: string): Caller | null {
    return this.#callers.get(connectionId) ?? null;
  }

  all(): readonly Caller[] {
    return [...this.#callers.values()];
  }

  /** Called with who was there when a connection closes, and when the session behind one that stays open ends. */
  onClosed(listener: (caller: Caller) => void): void {
    this.#emitter.on('closed', listener);
  }

  onSignedIn(listener: (caller: SignedInCaller) => void): void {
    this.#emitter.on('signedIn', listener);
  }
}
