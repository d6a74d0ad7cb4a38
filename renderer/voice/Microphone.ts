import { createStore, type StoreApi } from 'zustand/vanilla';
import type { MediaClient } from '../media/MediaClient';
import type { Publishing } from '../media/Publishing';

export interface MicrophoneState {
  /** `denied`: not permitted; `missing`: there is none; `busy`: another program has it. */
  readonly phase: 'closed' | 'asking' | 'open' | 'denied' | 'missing' | 'busy';
}

/**
 * The talk sound of this desk: captured and published once and kept live, so that no word waits for a device. It is
 * silent unless talking, and the server forwards it only while this desk has the floor.
 */
export class Microphone {
  readonly state: StoreApi<MicrophoneState> = createStore<MicrophoneState>(() => ({ phase: 'closed' }));
  private track: MediaStreamTrack | null = null;
  private publishing: Publishing | null = null;

  constructor(private readonly media: Pick<MediaClient, 'publish'>) {}

  /** Asks for a device, an empty id for the usual one. What went wrong is in `state`; it may be asked again. */
  async open(inputId = ''): Promise<void> {
    const { phase } = this.state.getState();
    if (phase === 'asking' || phase === 'open') return;
    this.state.setState({ phase: 'asking' });
    try {
      const stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          echoCancellation: true,
          noiseSuppression: true,
          autoGainControl: true,
          channelCount: 1,
          // A headset that was left at home must not leave the desk without a voice.
          ...(inputId === '' ? {} : { deviceId: { ideal: inputId } }),
        },
      });
      const [track] = stream.getAudioTracks();
      if (track === undefined) throw new DOMException('no audio track', 'NotFoundError');
      track.enabled = false;
      track.addEventListener('ended', () => this.lost());
      this.track = track;
      this.publishing = this.media.publish({ track: 'talk' }, track);
      this.state.setState({ phase: 'open' });
    } catch (error) {
      this.state.setState({ phase: phaseOf(error) });
    }
  }

  /** Lets the sound of the desk through, or not. */
  setTalking(isTalking: boolean): void {
    if (this.track !== null) this.track.enabled = isTalking;
  }

  /** Settles once the server receives it, or where it cannot be opened. */
  async heard(): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = ({ phase }: MicrophoneState): void => {
        if (phase === 'asking') return;
        stop();
        resolve();
      };
      const stop = this.state.subscribe(look);
      look(this.state.getState());
    });
    await this.publishing?.whenLive();
  }

  /** The browser's statistics of what is sent; null while nothing is. */
  async stats(): Promise<RTCStatsReport | null> {
    return (await this.publishing?.stats()) ?? null;
  }

  /** The own sound, for its level. */
  get sound(): MediaStreamTrack | null {
    return this.track;
  }

  close(): void {
    this.publishing?.close();
    this.publishing = null;
    this.track?.stop();
    this.track = null;
    this.state.setState({ phase: 'closed' });
  }

  private lost(): void {
    this.publishing?.close();
    this.publishing = null;
    this.track = null;
    this.state.setState({ phase: 'missing' });
  }
}

function phaseOf(error: unknown): MicrophoneState['phase'] {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'missing';
}
