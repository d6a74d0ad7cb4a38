/**
 * What set-up could not get, and what that costs the person who runs it.
 *
 * @typedef {{ missing: string, cost: string }} Shortcoming
 */

/** A reason to stop that the person can act on: printed as it is, without a stack. */
export class SetupError extends Error {}

/**
 * @param {number} milliseconds
 * @returns {string} '0.4 s' or '4 min 12 s'
 */
export function formatDuration(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
}

/** The steps of one run of set-up: what each did, how long it took, and what could not be had. */
export class Steps {
  /** @type {Shortcoming[]} */
  #shortcomings = [];
  #startedAt = performance.now();
  #say;

  /** @param {(line: string) => void} [say] */
  constructor(say = (line) => console.log(line)) {
    this.#say = say;
  }

  /**
   * Runs one step and prints its outcome and its time: ✓ for done, – for done without something, ✗ for a failure.
   *
   * @param {string} title
   * @param {() => string | Promise<string>} action answers with what it did, in a few words
   */
  async run(title, action) {
    const startedAt = performance.now();
    const shortcomingsBefore = this.#shortcomings.length;
    try {
      const outcome = await action();
      const mark = this.#shortcomings.length === shortcomingsBefore ? '✓' : '–';
      this.#say(`${mark} ${title}: ${outcome} (${formatDuration(performance.now() - startedAt)})`);
    } catch (error) {
      this.#say(`✗ ${title} (${formatDuration(performance.now() - startedAt)})`);
      throw error;
    }
  }

  /**
   * Prints a line inside a running step.
   *
   * @param {string} line
   */
  note(line) {
    this.#say(`  ${line}`);
  }

  /** @param {Shortcoming} shortcoming */
  lack(shortcoming) {
    this.#shortcomings.push(shortcoming);
  }

  /**
   * Prints the time of the whole run and, last of all, what could not be had and what that costs.
   *
   * @param {boolean} complete whether every step was done
   */
  summarise(complete) {
    const outcome = complete ? '准备完成 · set-up done' : '准备未完成 · set-up is not complete';
    this.#say(`${outcome} (${formatDuration(performance.now() - this.#startedAt)})`);
    if (this.#shortcomings.length === 0) return;
    this.#say('缺少以下部分 · not to be had:');
    for (const { missing, cost } of this.#shortcomings) this.#say(`  - ${missing}: ${cost}`);
  }
}
