import type { ClipPlayback, DuePicture } from './ClipPlayback';
import type { Paced } from './Pacer';
import type { RtpSender } from './RtpSender';

/** A key frame is spread over several ticks, so that no receive buffer has to hold all of it at once. */
const PACKETS_PER_TICK = 20;

/** A vehicle's camera: a clip, played for ever into an RTP stream. */
export class CameraStream implements Paced {
  #picture: DuePicture | null = null;
  #sent = 0;

  constructor(
    private readonly sender: RtpSender,
    private readonly playback: ClipPlayback,
  ) {
    sender.onKeyFrameRequest(() => playback.askForKeyFrame());
  }

  tick(now: number): void {
    this.sender.report(now);
    let allowance = PACKETS_PER_TICK;
    while (allowance > 0) {
      this.#picture ??= this.playback.pictureDue(now);
      if (this.#picture === null) return;
      const { payloads, at } = this.#picture;
      const timestamp = this.sender.timestampAt(at);
      for (; this.#sent < payloads.length && allowance > 0; allowance -= 1) {
        const payload = payloads[this.#sent];
        this.#sent += 1;
        if (payload !== undefined) this.sender.send(payload, timestamp, this.#sent === payloads.length);
      }
      if (this.#sent < payloads.length) return;
      this.#picture = null;
      this.#sent = 0;
    }
  }
}
