import type { Depacketizer } from './EncodedFrame';
import { G711Depacketizer } from './G711Depacketizer';
import { H264Depacketizer } from './H264Depacketizer';
import { OpusDepacketizer } from './OpusDepacketizer';
import type { StreamCodec } from './recorderProtocol';
import { Vp8Depacketizer } from './Vp8Depacketizer';

export function createDepacketizer(mimeType: StreamCodec['mimeType']): Depacketizer {
  switch (mimeType) {
    case 'video/H264':
      return new H264Depacketizer();
    case 'video/VP8':
      return new Vp8Depacketizer();
    case 'audio/opus':
      return new OpusDepacketizer();
    case 'audio/PCMA':
    case 'audio/PCMU':
      return new G711Depacketizer(mimeType);
  }
}
