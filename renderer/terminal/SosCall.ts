import { RequestError, type Alarm } from '@protocol';

/** A call for help that the server has not confirmed yet. */
export interface PendingSos {
  readonly vehicleId: string;
  /** The same however often it is sent, so that it makes one alarm. */
  readonly clientKey: string;
  /** This device's own time. */
  readonly pressedAt: number;
  readonly position: { readonly longitude: number; readonly latitude: number } | null;
  /** Taken back by the crew before the server had answered. */
  readonly isUndone: boolean;
}

export interface SosState {
  readonly pending: PendingSos | null;
  /** As the server has it. */
  readonly alarm: Alarm | null;
}

interface Dependencies {
  /** What survives a reload. */
  storage: { read(): string | null; write(text: string | null): void };
  /** Throws a RequestError on a refusal, anything else while there is no connection. */
  raise: (pending: PendingSos) => Promise<Alarm>;
  undo: (alarmId: string) => Promise<Alarm>;
  onChanged: (state: SosState) => void;
  /** Told when the server will not have it, so that the crew calls in another way. */
  onRefused: (error: RequestError) => void;
}

/** Sending again cannot mend these. */
const finalRefusals: ReadonlySet<string> = new Set(['invalid-input', 'forbidden', 'conflict']);

/**
 * The crew's call for help. It is kept before it is sent and sent again until the server has it, over a lost network, a
 * reload and a restart of either side; taken back before that, it is raised and undone, so that the record has both.
 */
export class SosCall {
  #state: SosState;
  #sending: Promise<void> | null = null;

  private constructor(private readonly dependencies: Dependencies) {
    this.#state = { pending: readPending(dependencies.storage.read()), alarm: null };
  }

  static create(dependencies: Dependencies): SosCall {
    const call = new SosCall(dependencies);
    dependencies.onChanged(call.#state);
    return call;
  }

  get state(): SosState {
    return this.#state;
  }

  /** Pressed. Of no effect while one is on its way or open. */
  async press(pending: Omit<PendingSos, 'isUndone'>): Promise<void> {
    if (this.#state.pending !== null || this.#isOpen()) return;
    this.#keep({ ...pending, isUndone: false });
    await this.flush(pending.vehicleId);
  }

  /** Taken back. Throws a RequestError where it is too late. */
  async undo(): Promise<void> {
    const { pending, alarm } = this.#state;
    if (pending !== null) {
      this.#keep({ ...pending, isUndone: true });
      await this.flush(pending.vehicleId);
    } else if (alarm !== null) this.take(await this.dependencies.undo(alarm.id));
  }

  /** Sends what waits; called on every connection, every second while something waits, and after each press. */
  async flush(vehicleId: string): Promise<void> {
    this.#sending ??= this.#send(vehicleId).finally(() => (this.#sending = null));
    await this.#sending;
  }

  /** What the server says of this vehicle's call for help; null where it has none open. */
  take(alarm: Alarm | null): void {
    const known = this.#state.alarm;
    if (alarm !== null && known?.id === alarm.id && known.revision > alarm.revision) return;
    this.#change({ ...this.#state, alarm });
  }

  async #send(vehicleId: string): Promise<void> {
    const { pending } = this.#state;
    if (pending?.vehicleId !== vehicleId) return;
    try {
      const alarm = await this.dependencies.raise(pending);
      const isUndone = this.#state.pending?.isUndone === true;
      this.#keep(null);
      this.take(alarm);
      if (isUndone && alarm.state !== 'completed') this.take(await this.dependencies.undo(alarm.id));
    } catch (error) {
      // Anything else is a lost line or a server that is not well: it goes again.
      if (!(error instanceof RequestError) || !finalRefusals.has(error.code)) return;
      this.#keep(null);
      this.dependencies.onRefused(error);
    }
  }

  #isOpen(): boolean {
    return this.#state.alarm !== null && this.#state.alarm.state !== 'completed';
  }

  #keep(pending: PendingSos | null): void {
    this.dependencies.storage.write(pending === null ? null : JSON.stringify(pending));
    this.#change({ ...this.#state, pending });
  }

  #change(state: SosState): void {
    this.#state = state;
    this.dependencies.onChanged(state);
  }
}

/** What is not to be read is no call for help; the crew presses again. */
function readPending(text: string | null): PendingSos | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as PendingSos;
  } catch {
    return null;
  }
}
