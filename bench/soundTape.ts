import type { SoundTape } from './mouthAndEar';

/** Samples a millisecond. */
const RATE = 8;
/** A marker is a tenth of a second of what was said. */
const MARKER_MS = 100;
/** A marker that is not heard by then is lost, and counts as this late. */
export const LOST_AFTER_MS = 800;
/** How alike what was heard must be to what was said: 1 is the same, 0 has nothing to do with it. */
const LIKENESS = 0.5;
/** Below this there is only the noise of rounding and of comfort noise. */
const AUDIBLE = 0.01;
/** How many blocks before and after say where a block stands on the wall clock. */
const NEIGHBOURS = 12;
/** The colour of the sound is looked at so often, over so long, at the frequencies of speech. */
const STEP_MS = 2;
const WINDOW_MS = 16;
const FREQUENCIES_HZ = Array.from({ length: 36 }, (_, index) => 375 + index * 62.5);
const MARKER_STEPS = (MARKER_MS - WINDOW_MS) / STEP_MS;

/** One burst: when the permit tone began and when the button went up, in milliseconds since 1970. */
export interface Burst {
  readonly toneAt: number;
  readonly upAt: number;
}

export interface Comparison {
  /** From mouth to ear, for each marker, those that were lost with LOST_AFTER_MS. */
  readonly delays: number[];
  readonly lost: number;
  /** For each burst how much of what was said after the tone began is not heard, in milliseconds. */
  readonly cutOffs: number[];
}

/** Samples in one row, each with its moment. */
class Sound {
  private constructor(
    readonly samples: Float32Array,
    /** What is added to a position of a block to get its moment, block by block. */
    private readonly shifts: readonly { readonly index: number; readonly shiftMs: number }[],
    private readonly beginsAt: number,
  ) {}

  /**
   * Where the samples' own clock stands on the wall clock is taken from the blocks around: the one that was read
   * soonest after its position (`sooner` 0), or the one in the middle (0.5), so that a page that was held up for a
   * moment shifts nothing, and a sound clock that runs slower than the wall's is followed.
   */
  static of({ blocks, latencyMs }: SoundTape, sooner: number): Sound {
    const first = blocks[0]?.position ?? 0;
    const last = blocks.at(-1);
    const lengthMs = last === undefined ? 0 : last.position - first + last.samples.length / RATE;
    const samples = new Float32Array(Math.ceil(lengthMs * RATE) + 1);
    const indexes = blocks.map(({ position }) => Math.round((position - first) * RATE));
    for (const [number, block] of blocks.entries()) samples.set(block.samples, indexes[number]);
    const raw = blocks.map(({ at, position }) => at - position - latencyMs);
    const shifts = raw.map((_, number) => {
      const around = raw.slice(Math.max(0, number - NEIGHBOURS), number + NEIGHBOURS + 1).sort((one, two) => one - two);
      return { index: indexes[number] ?? 0, shiftMs: around[Math.floor((around.length - 1) * sooner)] ?? 0 };
    });
    return new Sound(samples, shifts, first);
  }

  indexAt(moment: number): number {
    const block = this.lastBlock(({ index, shiftMs }) => this.beginsAt + index / RATE + shiftMs <= moment);
    return Math.max(0, Math.round((moment - (block?.shiftMs ?? 0) - this.beginsAt) * RATE));
  }

  momentOf(index: number): number {
    const block = this.lastBlock((candidate) => candidate.index <= index);
    return this.beginsAt + index / RATE + (block?.shiftMs ?? 0);
  }

  /** What a stretch of it sounds like, step by step: how strong each frequency is against the others. */
  colour(from: number, steps: number): Float32Array {
    const colour = new Float32Array(steps * FREQUENCIES_HZ.length);
    for (let step = 0; step < steps; step += 1) {
      const begin = from + step * STEP_MS * RATE;
      const row = colour.subarray(step * FREQUENCIES_HZ.length, (step + 1) * FREQUENCIES_HZ.length);
      for (const [place, { cosine, sine }] of waves.entries()) {
        let [real, imaginary] = [0, 0];
        for (let index = 0; index < cosine.length; index += 1) {
          const sample = this.samples[begin + index] ?? 0;
          real += sample * (cosine[index] ?? 0);
          imaginary += sample * (sine[index] ?? 0);
        }
        row[place] = Math.sqrt(Math.hypot(real, imaginary));
      }
      const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
      for (let place = 0; place < row.length; place += 1) row[place] = (row[place] ?? 0) - mean;
    }
    return colour;
  }

  /** The blocks are in order, so that what holds for one holds for those before it. */
  private lastBlock(holds: (block: { index: number; shiftMs: number }) => boolean) {
    let from = 0;
    let to = this.shifts.length - 1;
    while (from < to) {
      const middle = Math.ceil((from + to) / 2);
      const block = this.shifts[middle];
      if (block !== undefined && holds(block)) from = middle;
      else to = middle - 1;
    }
    return this.shifts[from];
  }
}

/** One wave of each frequency under a window that fades in and out. */
const waves = FREQUENCIES_HZ.map((frequency) => {
  const length = WINDOW_MS * RATE;
  const part = (wave: (angle: number) => number): Float32Array =>
    Float32Array.from({ length }, (_, index) => {
      const fade = 0.5 - 0.5 * Math.cos((2 * Math.PI * index) / length);
      return fade * wave((2 * Math.PI * frequency * index) / (RATE * 1_000));
    });
  return { cosine: part(Math.cos), sine: part(Math.sin) };
});

/**
 * Finds every tenth of a second that was said between tone and button up in what was heard: by its colour and not by
 * its waveform, which a speech codec does not keep.
 */
export function compare(spokenTape: SoundTape, heardTape: SoundTape, bursts: readonly Burst[]): Comparison {
  const [spoken, heard] = [Sound.of(spokenTape, 0), Sound.of(heardTape, 0.5)];
  const delays: number[] = [];
  const cutOffs: number[] = [];
  let lost = 0;
  for (const { toneAt, upAt } of bursts) {
    let first: number | null = null;
    const from = heard.indexAt(toneAt);
    const heardSteps = Math.ceil((upAt - toneAt + LOST_AFTER_MS) / STEP_MS) + MARKER_STEPS;
    const heardColour = heard.colour(from, heardSteps);
    for (let at = toneAt; at + MARKER_MS <= upAt; at += MARKER_MS) {
      const marker = spoken.colour(spoken.indexAt(at), MARKER_STEPS);
      const step = placeOf(marker, heardColour, Math.round((at - toneAt) / STEP_MS));
      const delay = step === null ? null : heard.momentOf(from + step * STEP_MS * RATE) - at;
      if (delay === null) lost += 1;
      else first ??= delay;
      delays.push(delay ?? LOST_AFTER_MS);
    }
    cutOffs.push(first === null ? LOST_AFTER_MS : Math.max(0, onset(heard, toneAt) - first - toneAt));
  }
  return { delays, lost, cutOffs };
}

/** The step at which a marker is found in what was heard, not before `from`; null where it is not. */
function placeOf(marker: Float32Array, heard: Float32Array, from: number): number | null {
  const width = FREQUENCIES_HZ.length;
  const markerPower = power(marker);
  let best = LIKENESS;
  let place: number | null = null;
  const last = Math.min(from + LOST_AFTER_MS / STEP_MS, heard.length / width - MARKER_STEPS);
  for (let step = from; step < last; step += 1) {
    const piece = heard.subarray(step * width, (step + MARKER_STEPS) * width);
    let product = 0;
    for (let index = 0; index < marker.length; index += 1) product += (marker[index] ?? 0) * (piece[index] ?? 0);
    const likeness = product / Math.sqrt(markerPower * power(piece) + 1e-12);
    if (likeness > best) [best, place] = [likeness, step];
  }
  return place;
}

/** How long after each moment something was heard, in milliseconds; LOST_AFTER_MS where nothing was. */
export function firstHeard(tape: SoundTape, moments: readonly number[]): number[] {
  const heard = Sound.of(tape, 0.5);
  return moments.map((moment) => Math.min(LOST_AFTER_MS, onset(heard, moment) - moment));
}

/** When the first sound is heard after a moment. */
function onset(heard: Sound, after: number): number {
  let index = heard.indexAt(after);
  while (index < heard.samples.length && Math.abs(heard.samples[index] ?? 0) < AUDIBLE) index += 1;
  return heard.momentOf(index);
}

function power(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return sum;
}
