/** An RTP header and the one to three bytes with which Opus says that nothing is said (DTX). */
const SILENT_PACKET_BYTES = 40;
/**
 * Speech comes in packets of 20 to 60 ms, one behind the other. In a pause Opus sends, every 400 ms, a whole packet of
 * the silence that it hears, with a silent one between: a live microphone that is shut sends those all day long.
 */
const SPEECH_GAP_MS = 250;
/** A second of speech: what is under way while one presses or lets go is no misuse. */
const MISUSE_PACKETS = 50;

/** Tells what somebody says without the floor from the silence that his live microphone sends. */
export class UnheardSpeech {
  /** Packets of what is being said, one behind the other. */
  #run = 0;
  #lastAt = Number.NEGATIVE_INFINITY;

  /** One packet of `bytes`, at a moment in milliseconds. Answers how many packets are known from it to be speech. */
  take(bytes: number, at: number): number {
    if (bytes <= SILENT_PACKET_BYTES) return 0;
    const follows = at - this.#lastAt < SPEECH_GAP_MS;
    this.#lastAt = at;
    this.#run = follows ? this.#run + 1 : 1;
    if (this.#run === 1) return 0;
    return this.#run === 2 ? 2 : 1;
  }

  /** True once he has spoken for a second without a pause, and again after each second more. */
  get isMisuse(): boolean {
    return this.#run > 0 && this.#run % MISUSE_PACKETS === 0;
  }

  /** He has a floor: what he said before was on its way. */
  forget(): void {
    this.#run = 0;
    this.#lastAt = Number.NEGATIVE_INFINITY;
  }
}
