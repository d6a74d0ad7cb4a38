import { EventEmitter } from 'node:events';
import type { Caller, Session, SignedInCaller } from './Caller';

/**
 * Who is connected, and as whom. A listener that throws would take the others down with it, so listeners must handle
 * their own errors.
 */
export class Connections {
  readonly #callers = new Map<string, Caller>();
  /** Signed-in terminals by vehicle, and everyone else. */
  readonly #terminals = new Map<string, Set<string>>();
  readonly #others = new Set<string>();
  readonly #emitter = new EventEmitter();

  constructor() {
    this.#emitter.setMaxListeners(0);
  }

  /** A socket has connected; so far a stranger stands behind it. */
  open(connectionId: string, address: string): void {
    this.#keep({ connectionId, address, session: null });
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
    this.#keep(caller);
    this.#emitter.emit('signedIn', caller);
  }

  /** The session of this connection is over: everything that belongs to it ends, and a stranger remains. */
  signOut(connectionId: string): void {
    const before = this.#callers.get(connectionId);
    if (before?.session == null) return;
    this.#keep({ ...before, session: null });
    this.#emitter.emit('closed', before);
  }

  /** The socket is gone. */
  close(connectionId: string): void {
    const caller = this.#callers.get(connectionId);
    if (caller === undefined) return;
    this.#drop(connectionId);
    this.#emitter.emit('closed', caller);
  }

  callerOf(connectionId: string): Caller | null {
    return this.#callers.get(connectionId) ?? null;
  }

  all(): readonly Caller[] {
    return [...this.#callers.values()];
  }

  /** Everyone who is not in a vehicle, and the terminals of these vehicles. */
  desksAndTerminalsOf(vehicleIds: ReadonlySet<string>): readonly Caller[] {
    const ids = [
      ...this.#others,
      ...[...vehicleIds].flatMap((vehicleId) => [...(this.#terminals.get(vehicleId) ?? [])]),
    ];
    return ids.flatMap((connectionId) => this.#callers.get(connectionId) ?? []);
  }

  /** Called with who was there when a connection closes, and when the session behind one that stays open ends. */
  onClosed(listener: (caller: Caller) => void): void {
    this.#emitter.on('closed', listener);
  }

  onSignedIn(listener: (caller: SignedInCaller) => void): void {
    this.#emitter.on('signedIn', listener);
  }

  #keep(caller: Caller): void {
    const { connectionId, session } = caller;
    this.#drop(connectionId);
    this.#callers.set(connectionId, caller);
    const vehicleId = session?.vehicleId ?? null;
    if (vehicleId === null) return void this.#others.add(connectionId);
    this.#terminals.set(vehicleId, (this.#terminals.get(vehicleId) ?? new Set()).add(connectionId));
  }

  #drop(connectionId: string): void {
    const vehicleId = this.#callers.get(connectionId)?.session?.vehicleId;
    this.#callers.delete(connectionId);
    this.#others.delete(connectionId);
    const ofVehicle = this.#terminals.get(vehicleId ?? '');
    ofVehicle?.delete(connectionId);
    if (ofVehicle?.size === 0) this.#terminals.delete(vehicleId ?? '');
  }
}
