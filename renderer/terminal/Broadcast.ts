import type { CameraView, GapReason } from '@protocol';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaClient } from '../media/MediaClient';
import type { Publishing } from '../media/Publishing';
import type { Connection } from '../wire/Connection';
import type { CaptureDesk } from './CaptureDesk';
import { judgeNetwork, unwatchedNetwork, type NetworkWatch } from './networkWatch';
import { PathMeter } from './PathMeter';
import { soundReason } from './soundReason';

const ESTIMATE_EVERY_MS = 2000;

export interface BroadcastState {
  readonly network: NetworkWatch['verdict'];
  /** Views whose pictures go out at this moment. */
  readonly liveViews: readonly CameraView[];
  readonly soundLive: boolean;
}

interface Dependencies {
  readonly connection: Connection;
  readonly media: MediaClient;
  readonly desk: CaptureDesk;
  /** The views that this vehicle has. */
  readonly views: readonly CameraView[];
}

interface Sent {
  readonly publishing: Publishing;
  readonly trackId: string;
}

/** What goes out while the vehicle is on duty: its cameras, its evidence sound and its talk sound. */
export class Broadcast {
  readonly state: StoreApi<BroadcastState> = createStore<BroadcastState>(() => ({
    network: 'good',
    liveViews: [],
    soundLive: false,
  }));
  private readonly cameras = new Map<CameraView, Sent>();
  private evidence: Sent | null = null;
  private talk: Sent | null = null;
  private network: NetworkWatch = unwatchedNetwork;
  private readonly meter = new PathMeter();
  /** What has been said of each camera, and of the sound, since the line is there. */
  private readonly told = new Map<CameraView | 'sound', GapReason>();
  private readonly endings: (() => void)[] = [];
  private closed = false;

  private constructor(private readonly dependencies: Dependencies) {}

  static create(dependencies: Dependencies): Broadcast {
    const broadcast = new Broadcast(dependencies);
    const timer = setInterval(() => void broadcast.estimate(), ESTIMATE_EVERY_MS);
    const onVisibility = (): void => broadcast.explainHiding();
    document.addEventListener('visibilitychange', onVisibility);
    broadcast.endings.push(
      () => clearInterval(timer),
      () => document.removeEventListener('visibilitychange', onVisibility),
      dependencies.desk.state.subscribe(() => broadcast.reconcile()),
      dependencies.connection.onReady(() => {
        broadcast.told.clear();
        broadcast.reconcile();
      }),
    );
    broadcast.reconcile();
    return broadcast;
  }

  /** Opens or closes the talk sound at its source; the server gates it by the floor as well. */
  setTalking(talking: boolean): void {
    const track = this.dependencies.desk.soundTracks?.talk;
    if (track) {
      track.enabled = talking;
    }
  }

  /** Settles once the server receives the talk sound; at once where there is none. */
  async talkHeard(): Promise<void> {
    await this.talk?.publishing.whenLive();
  }

  /** The browser's statistics of the way that pictures or sound take; null while nothing is sent. */
  async stats(): Promise<RTCStatsReport | null> {
    const [first] = this.cameras.values();
    return (await (first ?? this.evidence)?.publishing.stats()) ?? null;
  }

  /** Everything stops; the record is told why. */
  close(reason: GapReason): void {
    if (this.closed) {
      return;
    }
    this.closed = true;
    this.setTalking(false);
    this.endings.forEach((end) => end());
    for (const { publishing } of this.cameras.values()) {
      publishing.close(reason);
    }
    this.cameras.clear();
    this.evidence?.publishing.close(reason);
    this.talk?.publishing.close(reason);
  }

  /** Brings what is published in line with what is open and what the network bears. */
  private reconcile(): void {
    if (this.closed) {
      return;
    }
    const { desk, views } = this.dependencies;
    const { cameras, phase } = desk.state.getState();
    // Before the devices are known, a camera that is not there is not gone: nobody has looked yet.
    const isLooking = phase !== 'ready';
    for (const view of views) {
      const entry = cameras.find((camera) => camera.view === view);
      const track = entry ? (desk.streamOf(entry.deviceId)?.getVideoTracks()[0] ?? null) : null;
      if (track && this.network.verdict !== 'too-poor') {
        this.told.delete(view);
        this.send(view, track);
      } else {
        this.stop(
          view,
          track ? 'poor-network' : (entry?.failure ?? 'camera-gone'),
          isLooking || entry?.phase === 'opening',
        );
      }
    }
    this.reconcileSound();
    this.show();
  }

  private send(view: CameraView, track: MediaStreamTrack): void {
    const sent = this.cameras.get(view);
    if (sent?.trackId === track.id) {
      return;
    }
    // Another device is another picture: it gets a producer of its own, so that the record shows the change as a gap.
    sent?.publishing.close('camera-changed');
    const publishing = this.dependencies.media.publish({ track: 'camera', view }, track);
    publishing.state.subscribe(() => this.show());
    this.cameras.set(view, { publishing, trackId: track.id });
  }

  private stop(view: CameraView, reason: GapReason, opening: boolean): void {
    const sent = this.cameras.get(view);
    if (sent) {
      sent.publishing.close(reason);
      this.cameras.delete(view);
    }
    if (!opening) {
      this.explain(view, reason);
    }
  }

  private reconcileSound(): void {
    const { desk } = this.dependencies;
    const sounds = desk.soundTracks;
    const reason = soundReason(desk.state.getState(), document.visibilityState === 'hidden');
    const evidence = reason === null ? (sounds?.evidence ?? null) : null;
    this.evidence = this.sound(this.evidence, evidence, { track: 'evidence-sound' }, reason ?? 'microphone-gone');
    this.talk = this.sound(this.talk, sounds?.talk ?? null, { track: 'talk' }, 'microphone-gone');
    if (reason !== null) this.explain('sound', reason);
    else if (evidence !== null) this.told.delete('sound');
    // What is left of a network that bears no picture is for who speaks.
    const isFrugal = this.network.verdict === 'too-poor';
    this.evidence?.publishing.beFrugal(isFrugal).catch((error: unknown) => console.warn('evidence stays wide', error));
  }

  private sound(
    sent: Sent | null,
    track: MediaStreamTrack | null,
    published: { readonly track: 'evidence-sound' } | { readonly track: 'talk' },
    goneReason: GapReason,
  ): Sent | null {
    if (sent?.trackId === track?.id) {
      return sent;
    }
    sent?.publishing.close(track ? 'camera-changed' : goneReason);
    if (!track) {
      return null;
    }
    const publishing = this.dependencies.media.publish(published, track);
    publishing.state.subscribe(() => this.show());
    return { publishing, trackId: track.id };
  }

  private explainHiding(): void {
    if (document.visibilityState === 'hidden') {
      for (const view of this.cameras.keys()) {
        this.explain(view, 'page-hidden');
      }
    } else {
      this.told.clear();
      this.reconcile();
    }
  }

  /** Says once why a track is not sent; said again after each reconnect, since the server may have restarted. */
  private explain(what: CameraView | 'sound', reason: GapReason): void {
    const { connection } = this.dependencies;
    if (this.told.get(what) === reason || !connection.isReady) {
      return;
    }
    this.told.set(what, reason);
    const said =
      what === 'sound'
        ? connection.request('fleet:explainSound', { reason })
        : connection.request('fleet:explainCamera', { view: what, reason });
    said.catch(() => this.told.delete(what));
  }

  private async estimate(): Promise<void> {
    const before = this.network.verdict;
    const [first] = this.cameras.values();
    // Sound goes the same way as the pictures, and its packets alone tell what is lost; see PathMeter.
    const measured = first && (this.evidence ?? first);
    const stats = measured ? await measured.publishing.stats().catch(() => null) : null;
    this.network = judgeNetwork(this.network, stats ? this.meter.read(stats, Date.now()) : null, Date.now());
    if (this.network.verdict !== before) {
      this.reconcile();
    }
  }

  private show(): void {
    const liveViews = [...this.cameras.entries()]
      .filter(([, { publishing }]) => publishing.state.getState().phase === 'live')
      .map(([view]) => view);
    const soundLive = this.evidence?.publishing.state.getState().phase === 'live';
    this.state.setState({ network: this.network.verdict, liveViews, soundLive });
  }
}
