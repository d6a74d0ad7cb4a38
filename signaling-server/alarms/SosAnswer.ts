import type { Logger } from 'pino';
import { RequestError, type Alarm } from '@protocol';
import type { Emergencies } from '../calls/Emergencies';
import type { TalkGroups } from '../voice/TalkGroups';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import type { Alarms } from './Alarms';

export interface SosAnswerDependencies {
  emergencies: Pick<Emergencies, 'start' | 'end'>;
  alarms: Pick<Alarms, 'open'>;
  groups: Pick<TalkGroups, 'group'>;
  connections: Pick<Connections, 'all'>;
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

  /** Where a second vehicle of the place still calls for help, the floor goes on, and is that vehicle's from now on. */
  async close(caller: SignedInCaller, { placeId, kind, vehicleId }: Alarm): Promise<void> {
    if (kind !== 'sos') return;
    const { emergencies, alarms, groups } = this.dependencies;
    const groupId = groupOf(placeId);
    const next = alarms.open().find((open) => open.kind === 'sos' && open.placeId === placeId);
    if (next === undefined) {
      await this.#tried('closed', placeId, () => emergencies.end(caller, groupId));
      return;
    }
    const heir = this.#terminalOf(next.vehicleId);
    // Without its terminal on the line there is nobody to give it to, and it is better to have it run on.
    if (heir === null || groups.group(groupId)?.emergency?.vehicleId !== vehicleId) return;
    await this.#tried('handed on', placeId, async () => {
      await emergencies.end(caller, groupId);
      await emergencies.start(heir, groupId);
    });
  }

  #terminalOf(vehicleId: string | null): SignedInCaller | null {
    for (const { session, ...caller } of this.dependencies.connections.all()) {
      if (session !== null && session.vehicleId === vehicleId) return { ...caller, session };
    }
    return null;
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
