import type { EventName, EventPayload } from '@protocol';

/** How a capability tells its facts. The wire decides, by the contract, who is told. */
export interface Announcer {
  /** To every session that may know it. */
  announce<Name extends EventName>(name: Name, payload: EventPayload<Name>): void;
  /** To one connection only, such as the owner of a consumer. */
  tell<Name extends EventName>(connectionId: string, name: Name, payload: EventPayload<Name>): void;
}
