import { events, type EventEntry, type EventName, type EventPayload, type Subject } from '@protocol';
import type { Access } from '../people/Access';
import type { Announcer } from './Announcer';
import type { Caller, SignedInCaller } from './Caller';
import type { Connections } from './Connections';

/** Puts an event on sockets, encoded once; a lossy one may be dropped where the line is slow. */
export type Deliver = (
  connectionIds: readonly string[],
  name: EventName,
  payload: unknown,
  options: { lossy: boolean },
) => void;

/** Tells each session what it may know, by the contract and by the rights that it has at that moment. */
export class Broadcast implements Announcer {
  constructor(
    private readonly deps: {
      access: Pick<Access, 'mayKnow' | 'terminalsConcerned'>;
      connections: Connections;
      deliver: Deliver;
    },
  ) {}

  announce<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    this.#offer(name, payload, (subjects) => this.#concerned(subjects));
  }

  tell<Name extends EventName>(connectionId: string, name: Name, payload: EventPayload<Name>): void {
    const caller = this.deps.connections.callerOf(connectionId);
    this.#offer(name, payload, () => (caller ? [caller] : []));
  }

  /** With a thousand terminals on the line, only those of the vehicles concerned are asked for their rights. */
  #concerned(subjects: readonly Subject[]): readonly Caller[] {
    const { access, connections } = this.deps;
    const vehicleIds = access.terminalsConcerned(subjects);
    return vehicleIds === null ? connections.all() : connections.desksAndTerminalsOf(vehicleIds);
  }

  #offer(name: EventName, payload: unknown, candidates: (subjects: readonly Subject[]) => readonly Caller[]): void {
    // The payload was typed by the name at announce(); the general entry cannot express that they belong together.
    const { permission, touches, lossy } = events[name] as EventEntry;
    const { access, deliver } = this.deps;
    if (lossy === undefined) {
      const subjects = touches(payload);
      const told = candidates(subjects)
        .filter(isSignedIn)
        .filter(({ session, connectionId }) => access.mayKnow(session, permission, subjects, connectionId))
        .map(({ connectionId }) => connectionId);
      if (told.length > 0) deliver(told, name, payload, { lossy: false });
      return;
    }
    const touchesItem = lossy.touchesItem as (item: unknown) => readonly Subject[];
    const all = payload as readonly unknown[];
    for (const { session, connectionId } of candidates(all.flatMap(touchesItem)).filter(isSignedIn)) {
      // With a thousand terminals that see no fleet, to ask each about each of a thousand items would be a million questions.
      if (!access.mayKnow(session, permission, [], connectionId)) continue;
      const items = all.filter((item) => access.mayKnow(session, permission, touchesItem(item), connectionId));
      if (items.length > 0) deliver([connectionId], name, items, { lossy: true });
    }
  }
}

function isSignedIn(caller: Caller): caller is SignedInCaller {
  return caller.session !== null;
}
