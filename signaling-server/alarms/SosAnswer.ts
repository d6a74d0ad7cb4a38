import type { Logger } from 'pino';
import { RequestError, type Alarm } from '@protocol';
import type { Emergencies } from '../calls/Emergencies';
import type { SignedInCaller } from '../wire/Caller';
import type { Connections } from '../wire/Connections';
import type { Alarms } from './Alarms';

export interface SosAnswerDependencies {
  emergencies: Pick<Emergencies, 'start' | 'end' | 'running' | 'wasEndedByHand' | 'onEnded'>;
  alarms: Pick<Alarms, 'open'>;
  connections: Pick<Connections, 'all' | 'onSignedIn'>;
  log: Logger;
}

/**
 * The emergency floor of a call for help: the talk group of the place that the vehicle belongs to, where its colleagues
 * and the desks in charge are. A floor that cannot be had never keeps the call itself from being raised or closed.
 *
 * As in 3GPP TS 22.179 the alert and the emergency call are two things: whoever ends the call by hand leaves the alarm
 * open, and has ended the floor of that one vehicle alone. It is not opened for this call for help again, and goes to the
 * next vehicle of the place that calls.
 */
export class SosAnswer {
  private constructor(private readonly dependencies: SosAnswerDependencies) {}

  static create(dependencies: SosAnswerDependencies): SosAnswer {
    const answer = new SosAnswer(dependencies);
    const { emergencies, connections } = dependencies;
    emergencies.onEnded(({ groupId }) => void answer.#handOn(groupId));
    connections.onSignedIn((caller) => void answer.#back(caller));
    return answer;
  }

  /** Of no effect where the same call comes again whose floor somebody has ended. */
  async open(caller: SignedInCaller, alarm: Alarm): Promise<void> {
    if (alarm.state === 'completed' || !(await this.#waits(alarm))) return;
    await this.#start(caller, groupOf(alarm.placeId));
  }

  /** Of no effect on the emergency of another vehicle or of a desk that runs there. */
  async close(caller: SignedInCaller, { placeId, kind, vehicleId }: Alarm): Promise<void> {
    const { emergencies } = this.dependencies;
    const groupId = groupOf(placeId);
    if (kind !== 'sos' || emergencies.running(groupId)?.vehicleId !== vehicleId) return;
    // Another of its tablets has called, too.
    if (this.#callOf(vehicleId) !== null) return;
    await this.#tried('closed', groupId, () => emergencies.end(caller, groupId));
  }

  /** A floor that is free goes to whoever has called first of those that wait for it and have a terminal on the line. */
  async #handOn(groupId: string): Promise<void> {
    const { alarms, emergencies } = this.dependencies;
    const calls = alarms.open().filter(({ kind, placeId }) => kind === 'sos' && groupOf(placeId) === groupId);
    for (const alarm of calls.sort((one, other) => one.raisedAt - other.raisedAt)) {
      const heir = this.#terminalOf(alarm.vehicleId);
      if (heir === null || !(await this.#waits(alarm))) continue;
      if (emergencies.running(groupId) === null) await this.#start(heir, groupId);
      return;
    }
  }

  /** A crew that calls for help is on the line again: with a session of another name, or while the floor was free. */
  async #back(caller: SignedInCaller): Promise<void> {
    const { emergencies } = this.dependencies;
    const { id: sessionId, vehicleId } = caller.session;
    const alarm = this.#callOf(vehicleId);
    if (alarm === null) return;
    const groupId = groupOf(alarm.placeId);
    const running = emergencies.running(groupId);
    const isAnothers = running !== null && running.vehicleId !== vehicleId;
    if (isAnothers || running?.sessionId === sessionId || !(await this.#waits(alarm))) return;
    await this.#start(caller, groupId);
  }

  #callOf(vehicleId: string | null): Alarm | null {
    if (vehicleId === null) return null;
    return this.dependencies.alarms.open().find((one) => one.kind === 'sos' && one.vehicleId === vehicleId) ?? null;
  }

  async #waits({ placeId, vehicleId, raisedAt }: Alarm): Promise<boolean> {
    if (vehicleId === null) return false;
    try {
      return !(await this.dependencies.emergencies.wasEndedByHand(groupOf(placeId), vehicleId, raisedAt));
    } catch (error) {
      this.dependencies.log.error({ err: error, placeId }, 'whether an emergency was ended by hand is not known');
      return true;
    }
  }

  #terminalOf(vehicleId: string | null): SignedInCaller | null {
    for (const { session, ...caller } of this.dependencies.connections.all()) {
      if (session !== null && session.vehicleId === vehicleId) return { ...caller, session };
    }
    return null;
  }

  async #start(caller: SignedInCaller, groupId: string): Promise<void> {
    await this.#tried('opened', groupId, () => this.dependencies.emergencies.start(caller, groupId));
  }

  async #tried(what: string, groupId: string, act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // Another's emergency runs there already, or it is over already.
      if (error instanceof RequestError && error.code === 'conflict') return;
      this.dependencies.log.error({ err: error, groupId }, `the emergency floor of a call for help was not ${what}`);
    }
  }
}

function groupOf(placeId: string): string {
  return `place:${placeId}`;
}
