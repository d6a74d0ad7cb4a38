import { z } from 'zod';
import { id, nothing, request, touchesOwnVehicle } from './contract';
import { cameraView, gapReason } from './fleet';
import { consumption, destination, rtpParameters, tuple } from './media';

/** What a vehicle publishes: a camera, the evidence sound of its microphone, or the crew's talk sound. */
export const publication = z.discriminatedUnion('track', [
  z.object({ track: z.literal('camera'), view: cameraView }),
  z.object({ track: z.literal('evidence-sound') }),
]);
export type Publication = z.infer<typeof publication>;

/** Payload types from here on say nothing of what they carry (RFC 3551 clause 3). */
const FIRST_DYNAMIC_TYPE = 96;
const staticTypes: Readonly<Record<string, number>> = { PCMU: 0, PCMA: 8 };

export const videoRequests = {
  'video:publish': request({
    input: z.object({ transportId: id, publication, rtpParameters }).strict(),
    output: z.object({ producerId: id }),
    permission: 'terminal.work',
    touches: ({ transportId }) => [{ kind: 'own-vehicle' }, { kind: 'media', id: transportId }],
  }),
  'video:unpublish': request({
    input: z.object({ producerId: id, reason: gapReason }).strict(),
    output: nothing,
    permission: 'terminal.work',
    touches: ({ producerId }) => [{ kind: 'own-vehicle' }, { kind: 'media', id: producerId }],
  }),
  /**
   * The RTP door for vehicle recorders, IP cameras and the demo fleet. The sender says beforehand from which address
   * and port its packets will come, and packets from elsewhere are dropped, so that the first packet does not win.
   * H.264 must repeat SPS and PPS in band before each IDR; G.711 (PCMA, PCMU) is one channel at 8 kHz and may keep its
   * static payload type. Answers with where to send to and with which SSRC.
   */
  'video:ingest': request({
    input: z
      .object({
        publication,
        source: tuple,
        codec: z.enum(['H264', 'VP8', 'opus', 'PCMA', 'PCMU']),
        payloadType: z.number().int().min(0).max(127),
        ssrc: z.number().int().min(1).max(0xffff_ffff),
      })
      .strict()
      .refine(({ codec, payloadType }) => payloadType >= FIRST_DYNAMIC_TYPE || payloadType === staticTypes[codec], {
        error: 'a dynamic payload type, or the static one of the codec',
        path: ['payloadType'],
      }),
    output: z.object({ producerId: id, destination }),
    permission: 'media.ingest',
    touches: touchesOwnVehicle,
  }),
  'video:watch': request({
    input: z.object({ cameraId: id }).strict(),
    output: consumption,
    permission: 'video.watch',
    touches: ({ cameraId }) => [{ kind: 'camera', id: cameraId }],
  }),
  /** Listening to a vehicle's evidence sound: needs its permission and leaves an audit row. */
  'video:listen': request({
    input: z.object({ vehicleId: id }).strict(),
    output: consumption,
    permission: 'video.listen',
    touches: ({ vehicleId }) => [{ kind: 'vehicle', id: vehicleId }],
  }),
} as const;
