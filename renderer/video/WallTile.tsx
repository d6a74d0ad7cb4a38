import type { ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { viewWords } from '../fleet/fleetWords';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { TalkButton } from '../voice/TalkButton';
import { useVoice, vehicleGroupOf } from '../voice/voiceStore';
import { voiceWords } from '../voice/voiceWords';
import { CameraTile } from './CameraTile';
import { ListenButton } from './ListenButton';
import { videoWords } from './videoWords';
import { layerOfSize, putOnTile, type WallSize } from './wallStore';

/** A filled tile, with what can be done to it shown when it is pointed at or focused. */
export function WallTile({ cameraId, tile, size }: { cameraId: string; tile: number; size: WallSize }): ReactNode {
  const say = useWords(videoWords);
  const sayVoice = useWords(voiceWords);
  const sayView = useWords(viewWords);
  const maySpeak = usePermission('voice.speak');
  const groups = useVoice((state) => state.groups);
  const vehicle = useFleet(({ vehicles }) => {
    for (const one of vehicles.values()) if (one.cameras.some(({ id }) => id === cameraId)) return one;
    return null;
  });
  const camera = vehicle?.cameras.find(({ id }) => id === cameraId) ?? null;
  if (vehicle === null || camera === null) {
    return (
      <button type="button" className="tile-empty" onClick={() => putOnTile(tile, null)}>
        <span>{say('vehicleGone')}</span>
        <span>{say('clearTile')}</span>
      </button>
    );
  }
  return (
    <>
      <CameraTile vehicle={vehicle} camera={camera} layer={layerOfSize(size)}>
        <ListenButton vehicle={vehicle} />
      </CameraTile>
      <div className="tile-tools">
        {vehicle.cameras
          .filter(({ id }) => id !== cameraId)
          .map(({ id, view }) => (
            <button key={id} type="button" onClick={() => putOnTile(tile, id)}>
              {sayView(view)}
            </button>
          ))}
        {maySpeak && (
          <TalkButton
            groupId={vehicleGroupOf(groups, vehicle.id)?.id ?? null}
            label={say('talkTo', { plate: vehicle.plate })}
            className=""
          >
            {sayVoice('hold')}
          </TalkButton>
        )}
        <button type="button" onClick={() => putOnTile(tile, null)}>
          {say('clearTile')}
        </button>
      </div>
    </>
  );
}
