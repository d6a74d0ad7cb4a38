/** What a process says to the supervisor once it can take the place of the one that it stands by for. */
const READY = 'standing-by';

/** What it is then told. */
const TAKE_OVER = 'take-over';

/** By then the one that was just started has done its first work; what is left of the processor is enough for this. */
const PREPARE_AFTER_MS = 2_000;

/** After a standby that ended by itself. */
const TRY_AGAIN_AFTER_MS = 60_000;

/**
 * A process that has read its program and waits to be needed: what a start takes most of its time for is done before.
 * It holds no port and no file until it is told to take over.
 */
export class Standby {
  #spawn;
  #prepareAfterMs;
  /** @type {import('node:child_process').ChildProcess | undefined} */
  #child;
  #isReady = false;
  /** @type {NodeJS.Timeout | undefined} */
  #timer;

  /**
   * @param {object} options
   * @param {() => import('node:child_process').ChildProcess} options.spawn starts one with a channel to speak on
   * @param {number} [options.prepareAfterMs]
   */
  constructor({ spawn, prepareAfterMs = PREPARE_AFTER_MS }) {
    this.#spawn = spawn;
    this.#prepareAfterMs = prepareAfterMs;
  }

  /** Prepares one, once the process that it stands by for has had time to start. */
  prepareLater() {
    this.#prepareAfter(this.#prepareAfterMs);
  }

  /**
   * Tells the prepared one to take over, and leaves it to whoever asks. One that is still preparing itself is ended: it
   * would take its time from the one that is started instead.
   *
   * @returns {import('node:child_process').ChildProcess | undefined} none where none is ready
   */
  takeOver() {
    const child = this.#child;
    if (child === undefined || !this.#isReady) {
      this.stop();
      return undefined;
    }
    clearTimeout(this.#timer);
    this.#forget();
    child.send(TAKE_OVER);
    return child;
  }

  /** Ends the prepared one, which has nothing to close. Safe to call again. */
  stop() {
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#forget();
    child?.kill('SIGKILL');
  }

  /** @param {number} milliseconds */
  #prepareAfter(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#prepare(), milliseconds);
  }

  #prepare() {
    if (this.#child !== undefined) return;
    const child = this.#spawn();
    this.#child = child;
    child.once('message', (message) => {
      this.#isReady = message === READY && this.#child === child;
    });
    const onEnd = () => {
      if (this.#child !== child) return;
      this.#forget();
      this.#prepareAfter(TRY_AGAIN_AFTER_MS);
    };
    child.once('exit', onEnd);
    child.once('error', onEnd);
  }

  #forget() {
    this.#child = undefined;
    this.#isReady = false;
  }
}
