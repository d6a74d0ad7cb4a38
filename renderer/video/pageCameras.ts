import { media } from '../media/pageMedia';
import { WatchedCameras } from './WatchedCameras';

/** Those of this page. */
export const watchedCameras = new WatchedCameras(media);
