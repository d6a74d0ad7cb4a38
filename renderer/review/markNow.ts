import { addMark, chosenCameras } from './marksStore';
import { exactMoment } from './reviewClock';

/** Marks this moment on the camera that is shown alone, else on all; answers the moment. Throws what the server refuses. */
export async function markNow(): Promise<number> {
  const at = exactMoment();
  await addMark({ from: at, to: at, cameras: chosenCameras().map(({ key }) => key), name: '', text: '' });
  return at;
}
