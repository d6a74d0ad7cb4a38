import type { types } from 'mediasoup';
import type { ParsedInput } from '@protocol';

export interface IngestedStream {
  codec: ParsedInput<'video:ingest'>['codec'];
  payloadType: number;
  ssrc: number;
}

const videoFeedback: types.RtcpFeedback[] = [
  { type: 'nack', parameter: 'pli' },
  { type: 'ccm', parameter: 'fir' },
];

/**
 * The RTP parameters of a plain sender. A picture loss indication reaches it by RTCP on the address it sends from;
 * retransmission is not asked of it.
 */
export function ingestParameters({ codec, payloadType, ssrc }: IngestedStream): types.RtpParameters {
  return { codecs: [codecParameters(codec, payloadType)], encodings: [{ ssrc }], rtcp: { cname: `ingest-${ssrc}` } };
}

export function kindOf(codec: IngestedStream['codec']): types.MediaKind {
  return codec === 'H264' || codec === 'VP8' ? 'video' : 'audio';
}

function codecParameters(codec: IngestedStream['codec'], payloadType: number): types.RtpCodecParameters {
  switch (codec) {
    case 'H264':
      return {
        mimeType: 'video/H264',
        payloadType,
        clockRate: 90_000,
        parameters: { 'packetization-mode': 1, 'level-asymmetry-allowed': 1, 'profile-level-id': '42e01f' },
        rtcpFeedback: videoFeedback,
      };
    case 'VP8':
      return { mimeType: 'video/VP8', payloadType, clockRate: 90_000, rtcpFeedback: videoFeedback };
    case 'opus':
      return {
        mimeType: 'audio/opus',
        payloadType,
        clockRate: 48_000,
        channels: 2,
        parameters: { useinbandfec: 1, usedtx: 1 },
      };
    case 'PCMA':
    case 'PCMU':
      return { mimeType: `audio/${codec}`, payloadType, clockRate: 8_000, channels: 1 };
  }
}
