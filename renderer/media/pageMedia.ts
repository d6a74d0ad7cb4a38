import { connection } from '../wire/pageConnection';
import { MediaClient } from './MediaClient';

/** The one media client of this page. */
export const media = new MediaClient(connection);
