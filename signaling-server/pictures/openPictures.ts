import { extname } from 'node:path';
import { readKeyFrame } from '../recording/readKeyFrame';
import type { Recording } from '../recording/Recording';
import type { Status } from '../status/Status';
import type { Metrics } from '../wire/Metrics';
import { PictureDecoder } from './PictureDecoder';
import { PictureWatch, type NewestKeyFrame, type PictureWatchDependencies } from './PictureWatch';

export interface PicturesDependencies extends Omit<PictureWatchDependencies, 'decoder' | 'keyFrames'> {
  readonly recording: Pick<Recording, 'openSegments' | 'files'>;
  readonly metrics: Pick<Metrics, 'gauge'>;
  readonly status: Pick<Status, 'showCostOf'>;
}

/** The watch over the cameras' pictures, fed from what the recorder has just written, with its cost as a figure. */
export function openPictures({ recording, metrics, status, ...dependencies }: PicturesDependencies): PictureWatch {
  const decoder = PictureDecoder.create();
  status.showCostOf(decoder);
  metrics.gauge(
    'zhiqin_pictures_cpu_seconds',
    'Processor time of the decoder that looks at the cameras’ pictures, since the server started',
    () => decoder.cpuSeconds,
  );
  metrics.gauge(
    'zhiqin_pictures_decoded',
    'Pictures that were looked at since the server started',
    () => decoder.decoded,
  );
  return PictureWatch.create({ ...dependencies, decoder, keyFrames: () => newestKeyFrames(recording) });
}

/** From the segments that grow now: no further consumer of a camera is needed. */
function newestKeyFrames(recording: Pick<Recording, 'openSegments' | 'files'>): readonly NewestKeyFrame[] {
  return recording.openSegments().flatMap((row): NewestKeyFrame[] => {
    const { vehicleId, cameraView, keyAt, path } = row;
    if (vehicleId === null || cameraView === null || keyAt === null) return [];
    const read = async () => {
      const film = await readKeyFrame(recording.files, row);
      return film && { film, extension: extname(path).slice(1) };
    };
    return [{ cameraId: `${vehicleId}:${cameraView}`, at: keyAt, read }];
  });
}
