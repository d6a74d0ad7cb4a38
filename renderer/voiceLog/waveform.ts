/** The loudest sample of each of `bars` equal pieces of a sound, 0 to 1. */
export function peaksOf(samples: Float32Array, bars: number): readonly number[] {
  const piece = samples.length / bars;
  return Array.from({ length: bars }, (_, bar) => {
    let peak = 0;
    const end = Math.min(samples.length, Math.max(Math.floor(bar * piece) + 1, Math.floor((bar + 1) * piece)));
    for (let index = Math.floor(bar * piece); index < end; index += 1) {
      peak = Math.max(peak, Math.abs(samples[index] ?? 0));
    }
    return Math.min(1, peak);
  });
}
