import type { TalkGroup } from '@protocol';
import type { MediaClient } from '../media/MediaClient';
import type { Reception } from '../media/Reception';
import { receivedSound, type ReceivedSound } from '../media/receivedSound';
import type { SoundMixer } from '../media/SoundMixer';
import type { PlayedReports } from './PlayedReports';
import type { SoundChoice } from './soundChoices';
import type { GroupSound } from './voiceStore';

/** A private channel in which somebody spoke is heard for this long after the last word. */
const LINGER_MS = 60_000;
/** How often it is looked for the first sound after joining a call that runs, and for how long. */
const LATE_ENTRY_LOOK_MS = 10;
const LATE_ENTRY_PATIENCE_MS = 10_000;

interface Heard {
  readonly reception: Reception;
  lastWanted: number;
}

/** What decides who is heard. */
export interface Listening {
  readonly groups: Iterable<TalkGroup>;
  /** Whether a group's track is to stand ready. */
  readonly isWanted: (group: TalkGroup) => boolean;
  /** The one group that a scan lets through, null for none of them; left out where all are heard at once. */
  readonly scanned?: string | null;
  /** The group in which this page speaks: it does not hear itself. */
  readonly speakingIn: string | null;
  /** Whose own bursts are not reported as heard. */
  readonly ownSessionId: string | null;
  readonly choiceOf: (groupId: string) => SoundChoice;
}

export interface GroupListeningDependencies {
  readonly media: Pick<MediaClient, 'joinGroup'>;
  readonly mixer: Pick<SoundMixer, 'play' | 'stop' | 'set' | 'duck'>;
  readonly reports: Pick<PlayedReports, 'began' | 'change' | 'left'>;
  /** Milliseconds on the server's clock. */
  readonly now: () => number;
  /** Told how long it took to hear something after joining a call that ran; KPI 4. */
  readonly entered: (groupId: string, milliseconds: number) => void;
}

/**
 * Hears talk groups: each has one lasting track, joined before anybody speaks, so that no word waits for signalling.
 * What is heard of them, how loud and from where, is decided anew at every update.
 */
export class GroupListening {
  private readonly heard = new Map<string, Heard>();

  constructor(private readonly dependencies: GroupListeningDependencies) {}

  /** Called whenever one of its parts has changed, and now and then. Answers how each joined group is heard. */
  update(listening: Listening): ReadonlyMap<string, GroupSound> {
    const now = this.dependencies.now();
    const sounds = new Map<string, GroupSound>();
    const known = new Set<string>();
    let isSpoken = listening.speakingIn !== null;
    for (const group of listening.groups) {
      known.add(group.id);
      this.keep(group, listening, now);
      const choice = listening.choiceOf(group.id);
      const unheard = unheardBecause(group.id, choice, listening);
      const sound = { ...choice, isJoined: this.heard.has(group.id), isHeard: unheard === null };
      sounds.set(group.id, sound);
      if (!sound.isJoined) continue;
      this.dependencies.mixer.set(group.id, { ...choice, isMuted: unheard !== null });
      if (group.speaker === null || group.speaker.sessionId === listening.ownSessionId) continue;
      isSpoken ||= unheard === null;
      this.dependencies.reports.began(group.id, group.speaker.burstId, unheard);
      this.dependencies.reports.change(group.id, unheard);
    }
    for (const groupId of this.heard.keys()) if (!known.has(groupId)) this.leave(groupId);
    this.dependencies.mixer.duck(isSpoken);
    return sounds;
  }

  close(): void {
    for (const groupId of this.heard.keys()) this.leave(groupId);
    this.dependencies.mixer.duck(false);
  }

  /** What has been received of a group so far; null while it is not joined. */
  async received(groupId: string): Promise<ReceivedSound | null> {
    // A connection that has just been lost has no statistics any more.
    const stats = await this.heard
      .get(groupId)
      ?.reception.stats()
      .catch(() => null);
    return stats == null ? null : receivedSound(stats);
  }

  /** When the last sound of a group came out, on this device's clock; null before any. */
  soundAt(groupId: string): number | null {
    return this.heard.get(groupId)?.reception.soundAt() ?? null;
  }

  private keep(group: TalkGroup, { isWanted, speakingIn, choiceOf }: Listening, now: number): void {
    const heard = this.heard.get(group.id);
    if (isWanted(group)) {
      if (heard !== undefined) heard.lastWanted = now;
      else this.join(group, choiceOf(group.id), group.id === speakingIn, now);
    } else if (heard !== undefined && now - heard.lastWanted > LINGER_MS) {
      this.leave(group.id);
    }
  }

  private join(group: TalkGroup, choice: SoundChoice, isOwn: boolean, now: number): void {
    const { media, mixer } = this.dependencies;
    const reception = media.joinGroup(group.id);
    this.heard.set(group.id, { reception, lastWanted: now });
    const take = (track: MediaStreamTrack | null): void => {
      if (track === null) mixer.stop(group.id);
      else mixer.play(group.id, track, 'talk', { ...choice, isMuted: choice.isMuted || isOwn });
    };
    take(reception.state.getState().track);
    reception.state.subscribe((state, before) => {
      if (state.track !== before.track) take(state.track);
    });
    if (group.speaker !== null && !isOwn) this.measureEntry(group.id, reception);
  }

  private measureEntry(groupId: string, reception: Reception): void {
    const joinedAt = performance.timeOrigin + performance.now();
    const timer = setInterval(() => {
      const at = reception.soundAt();
      const waited = performance.timeOrigin + performance.now() - joinedAt;
      if (at === null && waited < LATE_ENTRY_PATIENCE_MS) return;
      clearInterval(timer);
      if (at !== null) this.dependencies.entered(groupId, Math.max(0, at - joinedAt));
    }, LATE_ENTRY_LOOK_MS);
  }

  private leave(groupId: string): void {
    this.heard.get(groupId)?.reception.close();
    this.heard.delete(groupId);
    this.dependencies.mixer.stop(groupId);
    this.dependencies.reports.left(groupId);
  }
}

/** Null where the group is heard. */
function unheardBecause(
  groupId: string,
  { isMuted, volume }: SoundChoice,
  { scanned, speakingIn }: Listening,
): 'muted' | 'other-call' | null {
  if (isMuted || volume === 0) return 'muted';
  if (groupId === speakingIn) return 'other-call';
  return scanned !== undefined && scanned !== groupId ? 'other-call' : null;
}

/** Groups of the organisation and those opened for the moment; private channels that concern this desk just now. */
export function isWantedAtDesk({ kind, vehicleIds, speaker }: TalkGroup, chosenVehicleId: string | null): boolean {
  if (kind !== 'vehicle') return vehicleIds.length > 0;
  return speaker !== null || (chosenVehicleId !== null && vehicleIds.includes(chosenVehicleId));
}
