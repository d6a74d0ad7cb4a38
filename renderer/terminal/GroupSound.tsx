import { useEffect, useRef, type ReactNode } from 'react';
import { media } from '../media/pageMedia';

/** Plays one talk group for as long as it is mounted; silent while this crew itself speaks in it. */
export function GroupSound({ groupId, muted }: { groupId: string; muted: boolean }): ReactNode {
  const element = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const audio = element.current;
    if (!audio) {
      return;
    }
    const reception = media.joinGroup(groupId);
    const play = (): void => {
      if (audio.srcObject !== null && audio.paused) {
        // Refused until the page was touched; the next touch tries again.
        audio.play().catch(() => undefined);
      }
    };
    const attach = (): void => {
      const { track } = reception.state.getState();
      audio.srcObject = track ? new MediaStream([track]) : null;
      play();
    };
    const stop = reception.state.subscribe(attach);
    attach();
    window.addEventListener('pointerdown', play);
    return () => {
      stop();
      reception.close();
      window.removeEventListener('pointerdown', play);
      audio.srcObject = null;
    };
  }, [groupId]);
  return <audio ref={element} muted={muted} />;
}
