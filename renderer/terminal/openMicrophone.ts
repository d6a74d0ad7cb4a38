const PLAIN = { echoCancellation: false, noiseSuppression: false, autoGainControl: false } as const;
const PROCESSED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true } as const;

/** What this file does with a captured sound. */
interface Track<T> extends Pick<MediaStreamTrack, 'muted' | 'readyState' | 'enabled' | 'stop'> {
  clone(): T;
}

/** The two sounds of a microphone: as it is for the record, and processed for talking. */
export interface SoundTracks<T = MediaStreamTrack> {
  readonly evidence: T;
  /** Closed: it is opened with the floor. */
  readonly talk: T;
}

/**
 * Opens a microphone twice: untouched for evidence, processed for talk. Where the device cannot be opened a second
 * time, or the first capture falls silent for the second, one capture serves both, and talk is opened and closed on a
 * copy of the same track. `microphoneId` is null where any will do; throws what `capture` throws.
 */
export async function openMicrophone<T extends Track<T>>(
  microphoneId: string | null,
  capture: (sound: MediaTrackConstraints) => Promise<T>,
): Promise<SoundTracks<T>> {
  const device = microphoneId === null ? {} : { deviceId: { ideal: microphoneId } };
  let evidence = await capture({ ...device, ...PLAIN });
  let talk: T | null = await capture({ ...device, ...PROCESSED }).catch(() => null);
  if (talk !== null && (evidence.muted || evidence.readyState === 'ended')) {
    talk.stop();
    talk = null;
    evidence.stop();
    evidence = await capture({ ...device, ...PLAIN });
  }
  talk ??= evidence.clone();
  talk.enabled = false;
  return { evidence, talk };
}
