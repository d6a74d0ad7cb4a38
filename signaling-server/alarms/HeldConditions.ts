import type { AlarmFact } from './Alarms';
import type { Condition } from './vehicleConditions';

interface Known {
  readonly since: number;
  isRaised: boolean;
}

export interface HeldConditionsDependencies {
  raise: (fact: AlarmFact) => Promise<void>;
  clear: (fact: AlarmFact) => Promise<void>;
  /** Told of what could not be written. */
  onFailed: (error: unknown) => void;
}

/**
 * Tells of a condition once it has lasted as long as it must, and of its end. What could not be written is told again at
 * the next look.
 */
export class HeldConditions {
  readonly #known = new Map<string, Known>();

  constructor(private readonly dependencies: HeldConditionsDependencies) {}

  /** What stood open when the server started: its end is told, too. */
  assume(fact: Pick<AlarmFact, 'kind' | 'vehicleId' | 'cameraId'>, since: number): void {
    this.#known.set(keyOf(fact), { since, isRaised: true });
  }

  look({ fact, isSo, holdMs }: Condition, at: number): void {
    const key = keyOf(fact);
    const known = this.#known.get(key);
    if (!isSo) {
      this.#known.delete(key);
      if (known?.isRaised === true) this.#clear(fact, known);
      return;
    }
    if (known === undefined) this.#known.set(key, { since: at, isRaised: false });
    const held = this.#known.get(key);
    if (held === undefined || held.isRaised || at - held.since < holdMs) return;
    held.isRaised = true;
    const seconds = Math.round((at - held.since) / 1000);
    this.dependencies.raise({ ...fact, details: { ...fact.details, seconds } }).catch((error: unknown) => {
      held.isRaised = false;
      this.dependencies.onFailed(error);
    });
  }

  #clear(fact: AlarmFact, known: Known): void {
    this.dependencies.clear(fact).catch((error: unknown) => {
      // It still stands open: its end is told again, unless it has come back meanwhile.
      if (!this.#known.has(keyOf(fact))) this.#known.set(keyOf(fact), known);
      this.dependencies.onFailed(error);
    });
  }
}

function keyOf({ kind, vehicleId, cameraId }: Pick<AlarmFact, 'kind' | 'vehicleId' | 'cameraId'>): string {
  return `${kind} ${vehicleId ?? ''} ${cameraId ?? ''}`;
}
