import type { Demuxer } from './EncodedSample';
import { Mp4Demuxer } from './Mp4Demuxer';
import { WebmDemuxer } from './WebmDemuxer';

/** The reader of a kind of file, by its media type. */
export function createDemuxer(mimeType: string): Demuxer {
  return /^\w+\/(webm|x-matroska)/.test(mimeType) ? new WebmDemuxer() : new Mp4Demuxer();
}
