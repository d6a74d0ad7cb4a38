import type { types } from 'mediasoup';

const h264 = (profileLevelId: string): types.RouterRtpCodecCapability => ({
  kind: 'video',
  mimeType: 'video/H264',
  clockRate: 90_000,
  parameters: { 'packetization-mode': 1, 'level-asymmetry-allowed': 1, 'profile-level-id': profileLevelId },
});

/**
 * What the routers carry, the preferred one first: H.264 constrained baseline, which every device encodes and a
 * recording plays everywhere; main and high for cameras that send nothing else; VP8 as the second choice; G.711 for the
 * sound of vehicle recorders that have nothing better, by their static payload types (RFC 3551 clause 6).
 */
export const mediaCodecs: types.RouterRtpCodecCapability[] = [
  h264('42e01f'),
  h264('4d001f'),
  h264('640032'),
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'audio', mimeType: 'audio/opus', clockRate: 48_000, channels: 2, parameters: { useinbandfec: 1 } },
  { kind: 'audio', mimeType: 'audio/PCMA', clockRate: 8_000, preferredPayloadType: 8 },
  { kind: 'audio', mimeType: 'audio/PCMU', clockRate: 8_000, preferredPayloadType: 0 },
];

/** Header extensions that survive where a consumer is stripped to what our own receivers read. */
export const ABSOLUTE_CAPTURE_TIME_URI = 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time';
export const AUDIO_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';
