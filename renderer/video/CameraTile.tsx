import type { Camera, Vehicle } from '@protocol';
import { memo, type ReactNode } from 'react';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { usePicture } from './usePicture';
import './video.css';
import { pictureWords, videoWords } from './videoWords';

/**
 * One camera live: who and which, the time, and in words whether the picture is starting, late or lost. `layer` 0 to 2
 * by the size of the tile.
 */
export const CameraTile = memo(function CameraTile({
  vehicle,
  camera,
  layer,
  isSmall = false,
  children,
}: {
  vehicle: Pick<Vehicle, 'plate'>;
  camera: Camera;
  layer: number;
  /** Shows the view alone, where the vehicle is named beside it. */
  isSmall?: boolean;
  children?: ReactNode;
}): ReactNode {
  const say = useWords(videoWords);
  const sayView = useWords(viewWords);
  const sayPicture = useWords(pictureWords);
  const sayGap = useWords(gapWords);
  const { box, picture } = usePicture(camera, layer);
  const view = sayView(camera.view);
  const reason = camera.state === 'off' && camera.reason !== null ? sayGap(camera.reason) : null;
  return (
    <figure
      className="camera"
      role="group"
      aria-label={say('camera', { plate: vehicle.plate, view })}
      data-camera-id={camera.id}
      data-picture={picture.state}
    >
      <div ref={box} className="camera-box" />
      {picture.state !== 'live' && (
        <p className="camera-word" data-over={picture.hasPoster || picture.height !== null} role="status">
          <b>{sayPicture(picture.state)}</b>
          {reason !== null && <span>{reason}</span>}
          {picture.state === 'starting' && picture.hasPoster && (
            <span>
              {picture.posterAt === null ? say('posterNow') : say('posterFrom', { time: clockTime(picture.posterAt) })}
            </span>
          )}
        </p>
      )}
      <figcaption className="camera-head">
        <b>{isSmall ? view : `${vehicle.plate} ${view}`}</b>
        {!isSmall && <TimeNow />}
      </figcaption>
      <div className="camera-foot">
        <span className="camera-figures">
          {picture.height !== null && picture.state !== 'off' && say('resolution', { lines: picture.height })}
          {picture.height !== null && picture.latencyMs !== null && ' · '}
          {picture.latencyMs !== null &&
            picture.state !== 'off' &&
            say('latency', { milliseconds: Math.round(picture.latencyMs) })}
        </span>
        {children}
      </div>
    </figure>
  );
});

function TimeNow(): ReactNode {
  return <time>{clockTime(useSecond())}</time>;
}
