import { roundTripOf } from '../media/roundTripOf';
import { request, connection, serverNow } from '../wire/pageConnection';
import { FloorClient, type FloorWish } from './FloorClient';
import { followOwnBursts } from './followOwnBursts';
import { reportMeasure } from './reportMeasure';
import { playTalkTone } from './talkTones';
import { onVoice, useVoice } from './voiceStore';

/** The level of the own microphone is measured under this key of the mixer. */
export const OWN_VOICE = 'own-voice';

/** What this page speaks with: the desk's microphone, or the tablet's while it is on duty. */
export interface Mouth {
  setTalking(isTalking: boolean): void;
  /** Settles once the server receives it, or where it is known that it will not. */
  heard(): Promise<void>;
  /** Null where it can be spoken into. */
  trouble(): 'denied' | 'missing' | 'busy' | null;
  /** The browser's statistics of what is sent; null while nothing is. */
  stats(): Promise<RTCStatsReport | null>;
}

const noMouth: Mouth = {
  setTalking: () => undefined,
  heard: () => Promise.resolve(),
  trouble: () => 'missing',
  stats: () => Promise.resolve(null),
};
let mouth = noMouth;
let hasFloor = false;
let isOnPhone = false;
let roundTripMs: number | null = null;

/** Opens and shuts the mouth for a telephone call, whatever the floors say. */
export function setOnPhone(isNowOnPhone: boolean): void {
  isOnPhone = isNowOnPhone;
  mouth.setTalking(hasFloor || isOnPhone);
}

function setTalking(isTalking: boolean): void {
  hasFloor = isTalking;
  mouth.setTalking(hasFloor || isOnPhone);
  if (isTalking) measureRoundTrip();
}

function measureRoundTrip(): void {
  mouth.stats().then(
    (stats) => (roundTripMs = stats === null ? null : roundTripOf(stats)),
    // A connection that has just been lost has no statistics any more.
    () => (roundTripMs = null),
  );
}

/** A heartbeat waits for nothing: it tells what was measured last. */
function holdFloor(input: { groupId: string; burstId: string }): Promise<unknown> {
  return request('voice:holdFloor', { ...input, ...(roundTripMs === null ? {} : { roundTripMs }) });
}

/** The one floor client of this page, however many talk buttons there are on the screen. */
const client = new FloorClient({
  requestFloor: (input) => request('voice:requestFloor', input),
  takeFloor: (input) => request('voice:takeFloor', input),
  holdFloor,
  releaseFloor: (input) => request('voice:releaseFloor', input),
  cancelRequest: (input) => request('voice:cancelRequest', input),
  setTalking,
  heard: () => mouth.heard(),
  microphoneTrouble: () => mouth.trouble(),
  tone: playTalkTone,
  now: serverNow,
  changed: (groupId, floor) => useVoice.setState(({ floors }) => ({ floors: new Map(floors).set(groupId, floor) })),
  granted: (groupId, ms) => reportMeasure(groupId, 1, ms),
});

/** Asks for the floor of a group for as long as it is pressed; the same floor, whichever button it is. */
export const press = (groupId: string, wish?: FloorWish): void => client.press(groupId, wish);

/** The button goes up: speaking ends; who waits in the queue goes on waiting, until cancelRequest(). */
export const letGo = (): void => client.letGo();

/** Leaves the queue of a group. */
export const cancelRequest = (groupId: string): void => client.cancel(groupId);

/** True while a button is down that has not been refused. */
export const isPressing = (): boolean => client.isPressing;

/** The group this page speaks in; null while its microphone is shut. */
export const speakingIn = (): string | null => client.speakingIn;

/** Speaks with a mouth and follows what the server and the line say about the floor; the answer stops it. */
export function followFloor(speaksWith: Mouth): () => void {
  mouth = speaksWith;
  const endings = [
    followOwnBursts(),
    onVoice({
      floor: (groupId, message) => client.take(groupId, message),
      ended: (groupId, burstId, reason) => client.burstEnded(groupId, burstId, reason),
      closed: (groupId) => client.callClosed(groupId),
    }),
    connection.state.subscribe(({ phase }) => {
      if (phase !== 'online') client.lineLost();
    }),
  ];
  return () => {
    client.letGo();
    endings.forEach((end) => end());
    mouth = noMouth;
  };
}
