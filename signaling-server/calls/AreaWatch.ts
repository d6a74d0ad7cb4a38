import type { Logger } from 'pino';
import type { OpenedGroups } from './OpenedGroups';

/** At 60 km/h a vehicle has gone 17 m since the last look. */
const LOOK_EVERY_MS = 1_000;

export interface AreaWatchDependencies {
  opened: Pick<OpenedGroups, 'follow'>;
  log: Logger;
}

/** Has area groups follow where their vehicles are, one look after the other. */
export class AreaWatch {
  readonly #timer: NodeJS.Timeout;
  #looking = false;

  private constructor(private readonly dependencies: AreaWatchDependencies) {
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS);
  }

  static create(dependencies: AreaWatchDependencies): AreaWatch {
    return new AreaWatch(dependencies);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  async #look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const { opened, log } = this.dependencies;
    await opened.follow().catch((error: unknown) => log.error({ err: error }, 'area groups do not follow now'));
    this.#looking = false;
  }
}
