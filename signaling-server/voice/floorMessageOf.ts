import type { FloorAnswer, FloorMessage } from '@protocol';
import type { FloorReply } from './Floor';
import type { ParticipantMessage } from './participantFloor';

/** What crosses the wire for a message of the standard. */
export function floorMessageOf(said: ParticipantMessage): FloorMessage {
  switch (said.message) {
    case 'Floor Granted': {
      const { burstId, until, since } = said.grant;
      return { message: 'granted', burstId, until, confirmBy: said.confirmBy ?? since };
    }
    case 'Floor Deny':
      return { message: 'deny', cause: said.cause };
    case 'Floor Queue Position Info':
      return { message: 'queue-position', position: said.position, size: said.size };
    case 'Talk Ends Soon':
      return { message: 'ends-soon', burstId: said.burstId, until: said.until };
    case 'Floor Revoke':
      return { message: 'revoke', burstId: said.burstId, reason: said.reason, graceUntil: said.graceUntil };
  }
}

/** What a request is answered with. */
export function floorAnswerOf(reply: FloorReply, speakerName: string | null): FloorAnswer {
  switch (reply.message) {
    case 'Floor Granted':
      return { answer: 'granted', burstId: reply.grant.burstId, until: reply.grant.until };
    case 'Floor Deny':
      return { answer: 'denied', cause: reply.cause, speakerName };
    case 'Floor Queue Position Info':
      return { answer: 'queued', position: reply.position, size: reply.size };
  }
}
