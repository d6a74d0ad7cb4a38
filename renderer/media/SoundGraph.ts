const START_PATIENCE_MS = 1_500;
/** Who looks at a level or plays a tone asks again sooner than this. */
const REST_AFTER_MS = 10_000;
const LOOK_AGAIN_MS = 1_000;
/** A tone that comes later than this says something else. */
const LATEST_MS = 500;

/** Who builds on the graph. */
export interface GraphUser {
  /** Asked before the graph rests: whether something that is heard goes through it. */
  isNeeded: () => boolean;
  /** Told before it rests: what was built to be looked at is let go. */
  onRest: () => void;
  /** Told when the browser has locked or unlocked it. */
  onLock: () => void;
}

/**
 * The page's one Web Audio graph. A graph that runs takes a twentieth of a core even where nothing sounds, all day, on a
 * tablet's battery: so it rests while nobody needs it, and whoever does wakes it. The browser keeps it locked until the
 * person has clicked or typed on the page.
 */
export class SoundGraph {
  /** Whether the browser waits for the person's first touch. */
  isLocked = false;
  private context: AudioContext | null = null;
  private isResting = false;
  private neededUntil = 0;
  private restTimer: ReturnType<typeof setTimeout> | null = null;
  private outputId = '';

  constructor(private readonly user: GraphUser) {}

  /** It runs for ten seconds from now at least, or from the moment at which the browser allows it. */
  wake(): AudioContext {
    const context = this.context ?? this.open();
    this.neededUntil = performance.now() + REST_AFTER_MS;
    this.restTimer ??= setTimeout(() => this.restIfIdle(), REST_AFTER_MS);
    if (this.isResting) {
      this.isResting = false;
      void context.resume();
      this.lookForLock(context);
    }
    return context;
  }

  /** Within a gesture of the person, what the browser has locked runs. */
  async unlock(): Promise<void> {
    const context = this.wake();
    if (context.state === 'suspended') await context.resume();
  }

  /** For what must sound now or never: the graph once it runs; null where it is locked. */
  async running(): Promise<AudioContext | null> {
    const wasResting = this.isResting;
    const askedAt = performance.now();
    const context = this.wake();
    // One that is locked would resume at the first touch, whenever that is.
    if (wasResting) await context.resume();
    return context.state === 'running' && performance.now() - askedAt < LATEST_MS ? context : null;
  }

  async useOutput(outputId: string): Promise<void> {
    this.outputId = outputId;
    if (this.context !== null) await sendTo(this.context, outputId);
  }

  private open(): AudioContext {
    const context = new AudioContext({ latencyHint: 'interactive' });
    this.context = context;
    context.addEventListener('statechange', () => {
      if (context.state === 'running') this.tellLock(false);
      else this.lookForLock(context);
    });
    this.lookForLock(context);
    if (this.outputId !== '') void sendTo(context, this.outputId);
    return context;
  }

  /** Where it may, it runs by itself within a moment. */
  private lookForLock(context: AudioContext): void {
    setTimeout(() => this.tellLock(context.state === 'suspended' && !this.isResting), START_PATIENCE_MS);
  }

  private tellLock(isLocked: boolean): void {
    if (this.isLocked === isLocked) return;
    this.isLocked = isLocked;
    this.user.onLock();
  }

  private restIfIdle(): void {
    const isIdle = performance.now() >= this.neededUntil && !this.user.isNeeded();
    // One that is locked does nothing, and goes on waiting for the person.
    if (!isIdle || this.context?.state !== 'running') {
      this.restTimer = setTimeout(() => this.restIfIdle(), LOOK_AGAIN_MS);
      return;
    }
    this.restTimer = null;
    this.isResting = true;
    this.user.onRest();
    void this.context.suspend();
  }
}

/** Not every browser lets a page choose, and a chosen device may have been pulled out: then the usual one is heard. */
export async function sendTo(player: HTMLAudioElement | AudioContext, outputId: string): Promise<void> {
  try {
    if ('setSinkId' in player) await player.setSinkId(outputId);
  } catch (error) {
    console.warn('the chosen loudspeaker cannot be used', error);
  }
}
