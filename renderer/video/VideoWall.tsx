import { Button, Segmented } from 'antd';
import { useState, type ReactNode } from 'react';
import { useAlarmMarks } from '../alarms/alarmMarks';
import { useFleet } from '../fleet/fleetStore';
import { chooseVehicle, useSelection } from '../fleet/selectionStore';
import { carriedVehicle } from '../fleet/vehicleDrag';
import { useHotkeys } from '../ui/hotkeys';
import { useWords } from '../ui/words/languageStore';
import './video.css';
import { videoWords } from './videoWords';
import { WallTile } from './WallTile';
import {
  addToWall,
  chooseTile,
  fillWall,
  putOnTile,
  setWallSize,
  swapTiles,
  useWall,
  wallSizes,
  type WallSize,
} from './wallStore';

const TILE_DRAG_TYPE = 'application/x-zhiqin-tile';

/** Several vehicles at once. Tiles are filled by dragging, by double click in the list, or from the keyboard. */
export function VideoWall(): ReactNode {
  const say = useWords(videoWords);
  const { size, cameraIds, chosenTile } = useWall();
  const [dropTile, setDropTile] = useState<number | null>(null);
  const marks = useAlarmMarks();
  const side = Math.sqrt(size);

  const dropped = (tile: number, data: DataTransfer): void => {
    setDropTile(null);
    const vehicleId = carriedVehicle(data);
    const from = data.getData(TILE_DRAG_TYPE);
    if (from !== '') swapTiles(Number(from), tile);
    else if (vehicleId !== null) {
      chooseTile(tile);
      const [first] = camerasOf(vehicleId);
      if (first !== undefined) putOnTile(tile, first);
    }
  };
  const move = (step: number) => (): void => chooseTile((chosenTile + step + size) % size);
  useHotkeys({
    ArrowRight: { down: move(1) },
    ArrowLeft: { down: move(-1) },
    ArrowDown: { down: move(side) },
    ArrowUp: { down: move(-side) },
    Delete: { down: () => putOnTile(chosenTile, null) },
  });

  return (
    <section className="wall" aria-label={say('wall')}>
      <div className="wall-bar">
        <Segmented<WallSize>
          aria-label={say('tileCount')}
          value={size}
          onChange={setWallSize}
          options={wallSizes.map((count) => ({ value: count, label: say('tiles', { count }) }))}
        />
        <Button onClick={() => fillWall(camerasOnDuty())}>{say('fillAll')}</Button>
        <Button type="text" onClick={() => fillWall([])}>
          {say('clearAll')}
        </Button>
      </div>
      <div
        className="wall-grid"
        style={{ gridTemplateColumns: `repeat(${side}, 1fr)`, gridTemplateRows: `repeat(${side}, 1fr)` }}
      >
        {cameraIds.slice(0, size).map((cameraId, tile) => (
          <div
            // A tile is its place on the wall; what it shows changes.
            key={tile}
            className="tile"
            role="group"
            aria-label={say('tileNumber', { number: tile + 1 })}
            data-chosen={tile === chosenTile}
            data-drop={tile === dropTile}
            data-alarm={marks.get(vehicleOf(cameraId) ?? '') ?? undefined}
            draggable={cameraId !== null}
            onDragStart={(event) => event.dataTransfer.setData(TILE_DRAG_TYPE, String(tile))}
            onDragOver={(event) => {
              event.preventDefault();
              setDropTile(tile);
            }}
            onDragLeave={() => setDropTile(null)}
            onDrop={(event) => {
              event.preventDefault();
              dropped(tile, event.dataTransfer);
            }}
            onClick={() => {
              chooseTile(tile);
              const vehicleId = vehicleOf(cameraId);
              if (vehicleId !== null) chooseVehicle(vehicleId);
            }}
          >
            {cameraId === null ? (
              <button
                type="button"
                className="tile-empty"
                aria-label={say('emptyTile', { number: tile + 1 })}
                onClick={() => chooseTile(tile)}
                onKeyDown={(event) => {
                  const { vehicleId } = useSelection.getState();
                  if (event.key !== 'Enter' || vehicleId === null) return;
                  chooseTile(tile);
                  addToWall(camerasOf(vehicleId).slice(0, 1));
                }}
              >
                <b>{tile + 1}</b>
                {tile === chosenTile && <span>{say('dropHere')}</span>}
              </button>
            ) : (
              <WallTile cameraId={cameraId} tile={tile} size={size} />
            )}
          </div>
        ))}
      </div>
    </section>
  );
}

/** A vehicle's cameras, those that are live first. */
export function camerasOf(vehicleId: string): readonly string[] {
  const cameras = useFleet.getState().vehicles.get(vehicleId)?.cameras ?? [];
  return [...cameras]
    .sort((one, other) => Number(other.state === 'live') - Number(one.state === 'live'))
    .map(({ id }) => id);
}

function camerasOnDuty(): readonly string[] {
  return [...useFleet.getState().vehicles.values()]
    .filter(({ online, onDuty }) => online && onDuty)
    .sort((one, other) => one.plate.localeCompare(other.plate))
    .flatMap(({ id }) => camerasOf(id).slice(0, 1));
}

function vehicleOf(cameraId: string | null): string | null {
  if (cameraId === null) return null;
  for (const vehicle of useFleet.getState().vehicles.values()) {
    if (vehicle.cameras.some(({ id }) => id === cameraId)) return vehicle.id;
  }
  return null;
}
