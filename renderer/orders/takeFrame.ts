import { useFleet } from '../fleet/fleetStore';
import { useSelection } from '../fleet/selectionStore';
import { serverNow } from '../wire/pageConnection';
import { changeDraft, openComposer, useDraft } from './draftStore';
import { attach } from './draftAttachments';

const QUALITY = 0.92;

/**
 * Takes what a camera shows at this moment into the order being written: of the tile under the pointer, else of the
 * chosen vehicle. The order gets the vehicle's place where it has none. Answers with the plate, null without a picture.
 */
export async function takeFrame(): Promise<string | null> {
  const camera = liveTile();
  const video = camera?.querySelector('video') ?? null;
  const cameraId = camera?.dataset['cameraId'];
  if (video === null || cameraId === undefined || video.videoWidth === 0) return null;
  const { vehicles, positions } = useFleet.getState();
  const vehicle = [...vehicles.values()].find(({ cameras }) => cameras.some(({ id }) => id === cameraId));
  if (vehicle === undefined) return null;
  const takenAt = serverNow();
  const file = await jpegOf(video);
  if (file === null) return null;
  const fix = positions.get(vehicle.id) ?? null;
  const position = fix && { longitude: fix.longitude, latitude: fix.latitude };
  const { isOpen, place } = useDraft.getState();
  if (!isOpen) openComposer(null);
  if (place === null && position !== null) changeDraft({ place: { ...position, name: '' } });
  await attach(file, 'frame', { takenAt, position, cameraId });
  return vehicle.plate;
}

/** The camera whose picture is meant: pointed at, or the first one shown of the chosen vehicle. */
function liveTile(): HTMLElement | null {
  const pointed = document.querySelector<HTMLElement>('.camera:hover');
  if (pointed !== null) return pointed;
  const vehicle = useFleet.getState().vehicles.get(useSelection.getState().vehicleId ?? '');
  const shown = [...document.querySelectorAll<HTMLElement>('.camera')];
  return shown.find(({ dataset }) => vehicle?.cameras.some(({ id }) => id === dataset['cameraId'])) ?? null;
}

/** As large as the camera sends it. */
async function jpegOf(video: HTMLVideoElement): Promise<Blob | null> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d', { alpha: false })?.drawImage(video, 0, 0);
  return await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
}
