import type { types } from 'mediasoup-client';
import { z } from 'zod';
import { event, id, nothing, request, touchesNothing, type Subject } from './contract';

/** mediasoup's own big objects pass as they are; mediasoup validates them and its TypeError is `invalid-input`. */
const object = (value: unknown): boolean => typeof value === 'object' && value !== null;
export const rtpCapabilities = z.custom<types.RtpCapabilities>(object);
export const rtpParameters = z.custom<types.RtpParameters>(object);
export const dtlsParameters = z.custom<types.DtlsParameters>(object);
export const iceParameters = z.custom<types.IceParameters>(object);
const iceCandidates = z.custom<types.IceCandidate[]>((value) => Array.isArray(value));

export const transportOptions = z.object({ id, iceParameters, iceCandidates, dtlsParameters });

/**
 * What a client needs to consume one track. `transport` is set when the consumer stands on a transport that this
 * connection has not been told of before (each media worker has one for sound and one for pictures).
 */
export const consumption = z.object({
  consumerId: id,
  producerId: id,
  kind: z.enum(['audio', 'video']),
  rtpParameters,
  transportId: id,
  transport: transportOptions.nullable(),
});
export type Consumption = z.infer<typeof consumption>;

/** An IPv4 or IPv6 address and a UDP port. */
export const tuple = z.object({ ip: z.union([z.ipv4(), z.ipv6()]), port: z.number().int().min(1).max(65_535) });
/** Where a sender of RTP sends to: a UDP port, at an address or the host name that the server announces for itself. */
export const destination = tuple.extend({
  ip: z
    .string()
    .max(253)
    .regex(/^[\w.:-]+$/, 'an IP address or host name'),
});

const media = ({ mediaId }: { mediaId: string }): readonly Subject[] => [{ kind: 'media', id: mediaId }];

/** Transports and consumers: the plumbing that `video` and `voice` stand on. */
export const mediaRequests = {
  'media:capabilities': request({
    input: nothing,
    output: z.object({ rtpCapabilities }),
    permission: 'signed-in',
    touches: touchesNothing,
  }),
  /** The client's own capabilities, said once per connection before the first consumption. */
  'media:introduce': request({
    input: z.object({ rtpCapabilities }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: touchesNothing,
  }),
  /** The one transport on which this connection publishes; asked again after a loss, the old one is closed. */
  'media:openSend': request({
    input: nothing,
    output: transportOptions,
    permission: 'voice.speak',
    touches: touchesNothing,
  }),
  'media:connect': request({
    input: z.object({ mediaId: id, dtlsParameters }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: media,
  }),
  'media:restartIce': request({
    input: z.object({ mediaId: id }).strict(),
    output: z.object({ iceParameters }),
    permission: 'signed-in',
    touches: media,
  }),
  /** Consumers are created paused and resumed after the client's answer, so that no key frame is wasted. */
  'media:resume': request({
    input: z.object({ mediaId: id }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: media,
  }),
  /** A tile that is not on the screen is paused. */
  'media:pause': request({
    input: z.object({ mediaId: id }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: media,
  }),
  'media:preferLayer': request({
    input: z.object({ mediaId: id, spatialLayer: z.number().int().min(0).max(2) }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: media,
  }),
  'media:close': request({
    input: z.object({ mediaId: id }).strict(),
    output: nothing,
    permission: 'signed-in',
    touches: media,
  }),
} as const;

/** To the connection concerned only. */
export const mediaEvents = {
  'media:consumerClosed': event({
    payload: z.object({ consumerId: id, reason: z.enum(['producer-closed', 'right-lost', 'worker-died']) }),
    permission: 'signed-in',
    touches: touchesNothing,
  }),
  /** A transport died with its media worker: forget it and everything on it, and publish or watch again. */
  'media:transportClosed': event({
    payload: z.object({ transportId: id }),
    permission: 'signed-in',
    touches: touchesNothing,
  }),
} as const;
