import { describe, expect, it } from 'vitest';
import { UnheardSpeech } from './UnheardSpeech';

/** What Chromium's microphone sends while it is shut: a whole packet of silence, and a short one between. */
const REFRESH_BYTES = 53;
const SHORT_BYTES = 29;
const SPEECH_BYTES = 69;

/** The moments at which misuse was found in packets of `[at, bytes]`. */
function misuseIn(packets: readonly (readonly [number, number])[]): { moments: number[]; counted: number } {
  const speech = new UnheardSpeech();
  let counted = 0;
  const moments = packets.flatMap(([at, bytes]) => {
    const more = speech.take(bytes, at);
    counted += more;
    return more > 0 && speech.isMisuse ? [at] : [];
  });
  return { moments, counted };
}

describe('speech without the floor', () => {
  it('is not what a live microphone sends that is shut, however long', () => {
    const opening = Array.from({ length: 10 }, (_, index) => [index * 20, REFRESH_BYTES] as const);
    const resting = Array.from(
      { length: 2_000 },
      (_, index) => [400 + index * 200, index % 2 === 0 ? SHORT_BYTES : REFRESH_BYTES] as const,
    );
    expect(misuseIn([...opening, ...resting])).toEqual({ moments: [], counted: 10 });
  });

  it('is found after each second of it', () => {
    const packets = Array.from({ length: 120 }, (_, index) => [index * 20, SPEECH_BYTES] as const);
    expect(misuseIn(packets)).toEqual({ moments: [49 * 20, 99 * 20], counted: 120 });
  });

  it('is found though the network holds packets up for a moment', () => {
    const packets = Array.from(
      { length: 50 },
      (_, index) => [index * 20 + (index % 10 === 9 ? 180 : 0), SPEECH_BYTES] as const,
    );
    expect(misuseIn(packets).moments).toHaveLength(1);
  });

  it('is none where it was on its way as the floor came or went', () => {
    const speech = new UnheardSpeech();
    for (let packet = 0; packet < 49; packet += 1) speech.take(SPEECH_BYTES, packet * 20);
    speech.forget();
    speech.take(SPEECH_BYTES, 49 * 20);
    expect(speech.isMisuse).toBe(false);
  });
});
