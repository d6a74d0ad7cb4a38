import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deviceSegmentEnd, RequestError, type deviceRecordingRoutes as contract } from '@protocol';
import type { RouteHandlers } from '../wire/http';
import type { DeviceRecordings } from './DeviceRecordings';

const chunkHeaders = z.object({
  'x-digest': z.string().regex(/^[0-9a-f]{64}$/),
  'x-clock-offset': z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,9})?$/)
    .transform(Number),
});

/** Where terminals hand in what they recorded by themselves. */
export function deviceRecordingRoutes(recordings: DeviceRecordings): Pick<RouteHandlers, keyof typeof contract> {
  return {
    'POST /media/device-recordings/:vehicleId/:segmentId/chunks/:index': async (
      { vehicleId, segmentId, index },
      { caller, request, reply },
    ) => {
      const headers = chunkHeaders.safeParse(request.headers);
      if (!headers.success) throw new RequestError('invalid-input', 'x-digest and x-clock-offset say what they must');
      const { 'x-digest': digest, 'x-clock-offset': clockOffsetMs } = headers.data;
      const body = bodyOf(request);
      const chunk = { vehicleId, segmentId, index: Number(index), body, digest, clockOffsetMs };
      return await reply.header('cache-control', 'no-store').send(await recordings.take(caller, chunk));
    },
    'POST /media/device-recordings/:vehicleId/:segmentId/end': async (segment, { caller, request, reply }) => {
      const end = deviceSegmentEnd.safeParse(request.body);
      if (!end.success) throw new RequestError('invalid-input', 'the body is a deviceSegmentEnd');
      return await reply.header('cache-control', 'no-store').send(await recordings.end(caller, segment, end.data));
    },
  };
}

function bodyOf({ body }: FastifyRequest): Buffer {
  if (!Buffer.isBuffer(body)) throw new RequestError('invalid-input', 'not-a-chunk');
  return body;
}
