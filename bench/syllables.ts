import { SAMPLE_RATE_HZ, writeWav } from '../test/fixtures/writeWav';

const SYLLABLE_SECONDS = 0.1;
/** How many there are before the file begins anew: longer than any delay that is looked for. */
const SYLLABLES = 60;

/**
 * Writes the microphone's sound: syllables of a tenth of a second without a pause between them, each a glide of its own
 * through the range of speech, so that a tenth of a second of it is like no other within six seconds.
 */
export async function writeSyllables(file: string): Promise<void> {
  const perSyllable = SAMPLE_RATE_HZ * SYLLABLE_SECONDS;
  const samples = new Int16Array(perSyllable * SYLLABLES);
  let phase = 0;
  for (let syllable = 0; syllable < SYLLABLES; syllable += 1) {
    const from = 400 + ((syllable * 617) % 1_900);
    const to = 400 + ((syllable * 1_103 + 700) % 1_900);
    for (let index = 0; index < perSyllable; index += 1) {
      const share = index / perSyllable;
      phase += (2 * Math.PI * (from + (to - from) * share)) / SAMPLE_RATE_HZ;
      const loudness = 0.6 + 0.4 * Math.sin(Math.PI * share);
      samples[syllable * perSyllable + index] = Math.round(
        11_000 * loudness * (Math.sin(phase) + 0.4 * Math.sin(2 * phase)),
      );
    }
  }
  await writeWav(file, samples);
}
