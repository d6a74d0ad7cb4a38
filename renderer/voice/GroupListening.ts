import type { TalkGroup } from '@protocol';
import type { MediaClient } from '../media/MediaClient';
import type { Reception } from '../media/Reception';
import type { SoundMixer } from '../media/SoundMixer';

/** A private channel in which somebody spoke is heard for this long after the last word. */
const LINGER_MS = 60_000;

interface Heard {
  readonly reception: Reception;
  lastWanted: number;
}

/** What decides who is heard. */
export interface Listening {
  readonly groups: Iterable<TalkGroup>;
  /** The vehicle chosen on this desk; its private channel is always heard. */
  readonly chosenVehicleId: string | null;
  /** The group in which this desk speaks: it does not hear itself. */
  readonly speakingIn: string | null;
}

/**
 * Hears every talk group of the organisation, the chosen vehicle's private channel, and any other private channel as
 * soon as somebody speaks in it.
 */
export class GroupListening {
  private readonly heard = new Map<string, Heard>();

  constructor(
    private readonly media: Pick<MediaClient, 'joinGroup'>,
    private readonly mixer: Pick<SoundMixer, 'play' | 'stop' | 'setMuted'>,
    private readonly clock: () => number = Date.now,
  ) {}

  /** Called whenever one of its parts has changed, and now and then. */
  update({ groups, chosenVehicleId, speakingIn }: Listening): void {
    const now = this.clock();
    const known = new Set<string>();
    for (const group of groups) {
      known.add(group.id);
      const heard = this.heard.get(group.id);
      if (isWanted(group, chosenVehicleId)) {
        if (heard === undefined) this.join(group.id, now);
        else heard.lastWanted = now;
      } else if (heard !== undefined && now - heard.lastWanted > LINGER_MS) {
        this.leave(group.id);
      }
    }
    for (const groupId of this.heard.keys()) if (!known.has(groupId)) this.leave(groupId);
    for (const groupId of this.heard.keys()) this.mixer.setMuted(groupId, groupId === speakingIn);
  }

  close(): void {
    for (const groupId of this.heard.keys()) this.leave(groupId);
  }

  private join(groupId: string, now: number): void {
    const reception = this.media.joinGroup(groupId);
    this.heard.set(groupId, { reception, lastWanted: now });
    const take = (track: MediaStreamTrack | null): void => {
      if (track === null) this.mixer.stop(groupId);
      else this.mixer.play(groupId, track);
    };
    take(reception.state.getState().track);
    reception.state.subscribe((state, before) => {
      if (state.track !== before.track) take(state.track);
    });
  }

  private leave(groupId: string): void {
    this.heard.get(groupId)?.reception.close();
    this.heard.delete(groupId);
    this.mixer.stop(groupId);
  }
}

function isWanted({ kind, vehicleIds, speaker }: TalkGroup, chosenVehicleId: string | null): boolean {
  if (kind !== 'vehicle') return vehicleIds.length > 0;
  return speaker !== null || (chosenVehicleId !== null && vehicleIds.includes(chosenVehicleId));
}
