import { z } from 'zod';
import { id, route } from './contract';

/** A moment in an address: milliseconds since 1970-01-01 UTC. */
const momentInPath = z.string().regex(/^\d{1,15}$/);

export const reviewRoutes = {
  /**
   * What a decoder needs to show a segment from a moment on: the file's head and its whole fragments, from the one with
   * the last key frame at or before the moment to about a second after it. `x-started-at` is the segment's start on the
   * server's clock, `x-next-byte` where in the file the next fragment begins.
   */
  'GET /media/segments/:segmentId/from/:at': route({
    params: z.object({ segmentId: id, at: momentInPath }),
    permission: 'recording.play',
    touches: ({ segmentId }) => [{ kind: 'segment', id: segmentId }],
  }),
  /**
   * The file's head and its key frames alone, from the last one at or before the moment to the end of the segment: for
   * looking through it fast.
   */
  'GET /media/segments/:segmentId/keys/:at': route({
    params: z.object({ segmentId: id, at: momentInPath }),
    permission: 'recording.play',
    touches: ({ segmentId }) => [{ kind: 'segment', id: segmentId }],
  }),
} as const;
