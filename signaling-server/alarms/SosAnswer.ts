import type { Logger } from 'pino';
import { RequestError, type Alarm } from '@protocol';
import type { Emergencies } from '../calls/Emergencies';
import type { SignedInCaller } from '../wire/Caller';

export interface SosAnswerDependencies {
  emergencies: Pick<Emergencies, 'start' | 'end'>;
  log: Logger;
}

/**
 * The emergency floor of a call for help: the talk group of the place that the vehicle belongs to, where its colleagues
 * and the desks in charge are. A floor that cannot be had never keeps the call itself from being raised or closed.
 */
export class SosAnswer {
  constructor(private readonly dependencies: SosAnswerDependencies) {}

  async open(caller: SignedInCaller, { placeId, state }: Alarm): Promise<void> {
    if (state === 'completed') return;
    await this.#tried('opened', placeId, () => this.dependencies.emergencies.start(caller, groupOf(placeId)));
  }

  async close(caller: SignedInCaller, { placeId, kind }: Alarm): Promise<void> {
    if (kind !== 'sos') return;
    await this.#tried('closed', placeId, () => this.dependencies.emergencies.end(caller, groupOf(placeId)));
  }

  async #tried(what: string, placeId: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // Another's emergency runs there already, or it is over already.
      if (error instanceof RequestError && error.code === 'conflict') return;
      this.dependencies.log.error({ err: error, placeId }, `the emergency floor of a call for help was not ${what}`);
    }
  }
}

function groupOf(placeId: string): string {
  return `place:${placeId}`;
}
