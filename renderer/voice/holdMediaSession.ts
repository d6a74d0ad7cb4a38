/** A system lists only what plays for longer than five seconds as something that its keys can steer. */
const SILENCE_SECONDS = 10;
const SAMPLE_RATE_HZ = 8_000;
const WAV_HEADER_BYTES = 44;
/** The middle of an unsigned sample. */
const REST = 0x80;

/**
 * Plays silence without end, so that the system takes this page for a player and gives it the headset's button: talk
 * that is received live does not count as one. It begins with the person's first touch where the browser asks for
 * that. `changed` is told whether it plays; the answer stops it.
 */
export function holdMediaSession(changed: (isPlaying: boolean) => void): () => void {
  const url = URL.createObjectURL(silence());
  const audio = new Audio(url);
  audio.loop = true;
  const play = (): void => {
    // Refused before the first touch, and by a call that has the sound of the device: the next touch tries again.
    if (audio.paused) audio.play().catch(() => changed(false));
  };
  audio.addEventListener('playing', () => changed(true));
  audio.addEventListener('pause', () => changed(false));
  addEventListener('pointerdown', play);
  addEventListener('keydown', play);
  play();
  return () => {
    removeEventListener('pointerdown', play);
    removeEventListener('keydown', play);
    audio.pause();
    audio.removeAttribute('src');
    URL.revokeObjectURL(url);
  };
}

function silence(): Blob {
  const samples = SAMPLE_RATE_HZ * SILENCE_SECONDS;
  const bytes = new Uint8Array(WAV_HEADER_BYTES + samples).fill(REST);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string): void =>
    [...text].forEach((sign, index) => view.setUint8(at + index, sign.charCodeAt(0)));
  write(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  // Plain samples, one channel, a byte each.
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, SAMPLE_RATE_HZ, true);
  view.setUint32(28, SAMPLE_RATE_HZ, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  write(36, 'data');
  view.setUint32(40, samples, true);
  return new Blob([bytes], { type: 'audio/wav' });
}
