import { useEffect, useRef, type ReactNode } from 'react';
import type { CameraEntry } from './CaptureDesk';
import { captureDesk } from './pageCapture';

/** The crew's own picture of one camera, never with sound. */
export function CameraPreview({ camera }: { camera: CameraEntry }): ReactNode {
  const element = useRef<HTMLVideoElement>(null);
  const { deviceId, phase } = camera;
  useEffect(() => {
    const video = element.current;
    if (!video || phase !== 'open') {
      return;
    }
    video.srcObject = captureDesk.streamOf(deviceId);
    // A preview that the browser pauses is started again by its own autoplay.
    video.play().catch(() => undefined);
    return () => {
      video.srcObject = null;
    };
  }, [deviceId, phase]);
  return <video ref={element} muted playsInline autoPlay hidden={phase !== 'open'} />;
}
