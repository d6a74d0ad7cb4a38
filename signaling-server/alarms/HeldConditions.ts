import type { AlarmFact } from './Alarms';
import type { Condition } from './vehicleConditions';

interface Known {
  readonly since: number;
  isRaised: boolean;
}

export interface HeldConditionsDependencies {
  raise: (fact: AlarmFact) => void;
  clear: (fact: AlarmFact) => void;
}

/** Tells of a condition once it has lasted as long as it must, and of its end. */
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
      if (known?.isRaised === true) this.dependencies.clear(fact);
      return;
    }
    if (known === undefined) this.#known.set(key, { since: at, isRaised: false });
    const held = this.#known.get(key);
    if (held === undefined || held.isRaised || at - held.since < holdMs) return;
    held.isRaised = true;
    this.dependencies.raise({ ...fact, details: { ...fact.details, seconds: Math.round((at - held.since) / 1000) } });
  }
}

function keyOf({ kind, vehicleId, cameraId }: Pick<AlarmFact, 'kind' | 'vehicleId' | 'cameraId'>): string {
  return `${kind} ${vehicleId ?? ''} ${cameraId ?? ''}`;
}
