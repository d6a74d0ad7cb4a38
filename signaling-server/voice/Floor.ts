import {
  defaultLimits,
  floorControl,
  idle,
  type DenyCause,
  type EndReason,
  type FloorEffect,
  type FloorEvent,
  type FloorGrant,
  type FloorLimits,
  type FloorState,
  type FloorTimer,
} from './floorControl';

export interface FloorDependencies {
  clock: () => number;
  /** Called at once when a grant has ended, before anything else can be granted. */
  onEnded: (grant: FloorGrant, reason: EndReason) => void;
  limits?: FloorLimits;
}

export type FloorAnswer = { granted: true; grant: FloorGrant; again: boolean } | { granted: false; cause: DenyCause };

/** The floor of one group with real timers: hands events to the pure machine and carries out what it says. */
export class Floor {
  #state: FloorState = idle;
  readonly #timers = new Map<FloorTimer, NodeJS.Timeout>();

  constructor(private readonly dependencies: FloorDependencies) {}

  get holder(): FloorGrant | null {
    return this.#state.name === 'G: Floor Taken' ? this.#state.grant : null;
  }

  request(participantId: string, burstId: string, can: { maySpeak: boolean; hasMedia: boolean }): FloorAnswer {
    const effects = this.#step({
      name: 'Floor Request',
      at: this.dependencies.clock(),
      participantId,
      burstId,
      ...can,
    });
    for (const effect of effects) {
      if (effect.name === 'Floor Granted') return { granted: true, grant: effect.grant, again: effect.again };
      if (effect.name === 'Floor Deny') return { granted: false, cause: effect.cause };
    }
    throw new Error('the floor left a request unanswered');
  }

  /** False where this participant does not hold the floor with this burst. */
  release(participantId: string, burstId: string): boolean {
    const effects = this.#step({ name: 'Floor Release', at: this.dependencies.clock(), participantId, burstId });
    return effects.some(({ name }) => name === 'Floor Idle');
  }

  /** True where a packet of the participant is to be forwarded. */
  takeMedia(participantId: string): boolean {
    const effects = this.#step({ name: 'RTP media', at: this.dependencies.clock(), participantId });
    return effects.some(({ name }) => name === 'Forward media');
  }

  loseConnection(participantId: string): void {
    this.#step({ name: 'Connection lost', at: this.dependencies.clock(), participantId });
  }

  losePermission(participantId: string): void {
    this.#step({ name: 'Permission lost', at: this.dependencies.clock(), participantId });
  }

  close(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
  }

  #step(event: FloorEvent): readonly FloorEffect[] {
    const { state, effects } = floorControl(this.#state, event, this.dependencies.limits ?? defaultLimits);
    this.#state = state;
    for (const effect of effects) {
      if (effect.name === 'Start timer') this.#start(effect.timer, effect.burstId, effect.inMs);
      if (effect.name === 'Stop timers') this.close();
      if (effect.name === 'Floor Idle') this.dependencies.onEnded(effect.ended, effect.reason);
    }
    return effects;
  }

  #start(timer: FloorTimer, burstId: string, inMs: number): void {
    clearTimeout(this.#timers.get(timer));
    const fire = (): void => void this.#step({ name: 'Timer expired', at: this.dependencies.clock(), timer, burstId });
    this.#timers.set(timer, setTimeout(fire, inMs));
  }
}
