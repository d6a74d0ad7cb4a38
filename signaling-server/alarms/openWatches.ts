import { openPictures, type PicturesDependencies } from '../pictures/openPictures';
import type { PictureWatch } from '../pictures/PictureWatch';
import { AutomaticAlarms, type AutomaticAlarmsDependencies } from './AutomaticAlarms';
import { DistrictOutlines } from './DistrictOutlines';

export interface Watches {
  readonly pictures: PictureWatch;
  close(): Promise<void>;
}

/** Everything that finds by itself what is wrong: the facts of the server, and the cameras' pictures. */
export async function openWatches(
  dependencies: Omit<AutomaticAlarmsDependencies, 'outlines'> & PicturesDependencies,
): Promise<Watches> {
  const outlines = await DistrictOutlines.create();
  const automaticAlarms = AutomaticAlarms.create({ ...dependencies, outlines });
  const pictures = openPictures(dependencies);
  return {
    pictures,
    close: async () => {
      automaticAlarms.close();
      await pictures.close();
    },
  };
}
