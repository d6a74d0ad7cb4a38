/** Nothing has come for this long: the camera shows no picture, whatever the transport says. */
export const SILENCE_MS = 4_000;

/** What is known of one track's packets. */
export interface Reception {
  readonly packets: number;
  /** When the number of packets last grew. */
  readonly grewAt: number;
  /** When the first packet was seen; null before it. */
  readonly beganAt: number | null;
  readonly silent: boolean;
}

export function beginReception(at: number): Reception {
  return { packets: 0, grewAt: at, beganAt: null, silent: false };
}

/**
 * Takes in how many packets have come until now. A track is silent when none came for a while, and a camera also when
 * packets come but never a key frame: mediasoup forwards nothing of such a stream (an H.264 sender that has its SPS and
 * PPS in the SDP only).
 */
export function receive(before: Reception, packets: number, hasKeyFrame: boolean, at: number): Reception {
  const grewAt = packets > before.packets ? at : before.grewAt;
  const beganAt = before.beganAt ?? (packets > 0 ? at : null);
  const noPackets = at - grewAt >= SILENCE_MS;
  const noKeyFrame = !hasKeyFrame && beganAt !== null && at - beganAt >= SILENCE_MS;
  return { packets, grewAt, beganAt, silent: noPackets || noKeyFrame };
}
