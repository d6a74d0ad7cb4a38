import type { PhoneCall, PhoneEndReason } from '@protocol';

/**
 * One phone call as its rules see it. Parties are keys: one for a vehicle, one for each desk of the centre. It is
 * between the caller and the callee; while the centre is rung there is no callee, and it rings at every desk in
 * charge until the first answers.
 */
export interface PhoneLine {
  readonly callId: string;
  readonly caller: string;
  /** Who is rung or has answered; null while the centre rings. */
  readonly callee: string | null;
  /** Where it rings; empty once it is answered or over. */
  readonly ringing: readonly string[];
  readonly state: PhoneCall['state'];
  /** Why it ended; null before that. */
  readonly endReason: PhoneEndReason | null;
}

export type PhoneStep =
  | { readonly step: 'answer' | 'refuse' | 'hang-up'; readonly by: string }
  /** A party has gone: its line, or its right to speak. */
  | { readonly step: 'lose'; readonly party: string; readonly reason: 'connection-lost' | 'no-permission' }
  /** It has rung for as long as it may. */
  | { readonly step: 'wait-over' }
  | { readonly step: 'server-stops' };

/** The line after a step; null where the step is not one that may happen to it. What has ended takes no step. */
export function advance(line: PhoneLine, step: PhoneStep): PhoneLine | null {
  if (line.state === 'ended') return null;
  switch (step.step) {
    case 'answer':
      return mayAnswer(line, step.by) ? { ...line, state: 'talking', callee: step.by, ringing: [] } : null;
    case 'refuse':
      if (line.ringing.includes(step.by)) return withoutBell(line, step.by, 'refused');
      return mayAnswer(line, step.by) ? line : null;
    case 'hang-up':
      return mayHangUp(line, step.by) ? ended(line, 'hung-up') : null;
    case 'lose':
      if (isIn(line, step.party)) return ended(line, step.reason);
      return line.ringing.includes(step.party) ? withoutBell(line, step.party, step.reason) : null;
    case 'wait-over':
      return line.state === 'ringing' ? ended(line, 'no-answer') : null;
    case 'server-stops':
      return ended(line, 'server-restarted');
  }
}

/** The two between whom the call is: nobody else's line is taken by it. */
export function isIn({ caller, callee }: PhoneLine, party: string): boolean {
  return party === caller || party === callee;
}

/** A desk that came after the ringing began, or that refused and thinks again, may answer too; it may refuse in vain. */
function mayAnswer({ state, caller, callee }: PhoneLine, by: string): boolean {
  return state === 'ringing' && by !== caller && (callee === null || callee === by);
}

/** One who is rung refuses instead. */
function mayHangUp({ state, caller, callee }: PhoneLine, by: string): boolean {
  return by === caller || (state === 'talking' && by === callee);
}

/** Over for the reason of the last who could have answered. */
function withoutBell(line: PhoneLine, party: string, reason: PhoneEndReason): PhoneLine {
  const ringing = line.ringing.filter((other) => other !== party);
  return ringing.length === 0 ? ended(line, reason) : { ...line, ringing };
}

function ended(line: PhoneLine, endReason: PhoneEndReason): PhoneLine {
  return { ...line, state: 'ended', endReason, ringing: [] };
}
