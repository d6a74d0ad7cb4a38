import { events, type EventEntry, type EventName, type EventPayload } from '@protocol';
import type { Access } from '../people/Access';
import type { Announcer } from './Announcer';
import type { SignedInCaller } from './Caller';
import type { Connections } from './Connections';

/** Puts an event on one socket; a lossy one may be dropped where the line is slow. */
export type Deliver = (connectionId: string, name: EventName, payload: unknown, options: { lossy: boolean }) => void;

/** Tells each session what it may know, by the contract and by the rights that it has at that moment. */
export class Broadcast implements Announcer {
  constructor(private readonly deps: { access: Pick<Access, 'mayKnow'>; connections: Connections; deliver: Deliver }) {}

  announce<Name extends EventName>(name: Name, payload: EventPayload<Name>): void {
    for (const caller of this.#signedIn()) this.#offer(caller, name, payload);
  }

  tell<Name extends EventName>(connectionId: string, name: Name, payload: EventPayload<Name>): void {
    const caller = this.#signedIn().find((candidate) => candidate.connectionId === connectionId);
    if (caller !== undefined) this.#offer(caller, name, payload);
  }

  #signedIn(): SignedInCaller[] {
    return this.deps.connections.all().filter((caller): caller is SignedInCaller => caller.session !== null);
  }

  #offer({ connectionId, session }: SignedInCaller, name: EventName, payload: unknown): void {
    // The payload was typed by the name at announce(); the general entry cannot express that they belong together.
    const { permission, touches, lossy } = events[name] as EventEntry;
    const { access, deliver } = this.deps;
    if (lossy === undefined) {
      if (!access.mayKnow(session, permission, touches(payload), connectionId)) return;
      deliver(connectionId, name, payload, { lossy: false });
      return;
    }
    const touchesItem = lossy.touchesItem as (item: unknown) => ReturnType<typeof touches>;
    const items = (payload as readonly unknown[]).filter((item) =>
      access.mayKnow(session, permission, touchesItem(item), connectionId),
    );
    if (items.length > 0) deliver(connectionId, name, items, { lossy: true });
  }
}
