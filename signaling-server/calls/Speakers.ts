import type { TalkGroups } from '../voice/TalkGroups';

/** Which connections speak into a talk group at this moment. */
export class Speakers {
  /** By burst. */
  readonly #speaking = new Map<string, string>();

  private constructor() {}

  static follow(groups: Pick<TalkGroups, 'onBurst'>): Speakers {
    const speakers = new Speakers();
    groups.onBurst(({ phase, burstId, connectionId }) => {
      if (phase === 'began') speakers.#speaking.set(burstId, connectionId);
      else speakers.#speaking.delete(burstId);
    });
    return speakers;
  }

  isSpeaking(connectionId: string): boolean {
    return [...this.#speaking.values()].includes(connectionId);
  }
}
