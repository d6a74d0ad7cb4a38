import { z } from 'zod';
import { id, moment, nothing, request, route, touchesNothing } from './contract';
import { cameraView } from './fleet';
import { gap, recordedTrack, segment } from './recording';

/** A review opens so many vehicles at once. */
export const MOST_VEHICLES_REVIEWED = 16;
const DAY_MS = 24 * 60 * 60_000;
/** A day, and the hour by which a span may overlap the next. */
export const LONGEST_REVIEW_MS = DAY_MS + 60 * 60_000;

/** A moment in an address: milliseconds since 1970-01-01 UTC. */
const momentInPath = z.string().regex(/^\d{1,15}$/);

const recordSpan = z
  .object({ vehicleIds: z.array(id).min(1).max(MOST_VEHICLES_REVIEWED), from: moment, to: moment })
  .strict()
  .refine(isReviewed);

function isReviewed({ from, to }: { readonly from: number; readonly to: number }): boolean {
  return from <= to && to - from <= LONGEST_REVIEW_MS;
}

/** One track of one vehicle in a span: the times in which it is on record, joined over their files, and its gaps. */
export const recordedLane = z.object({
  vehicleId: id,
  track: recordedTrack,
  cameraView: cameraView.nullable(),
  /**
   * `open` where it is being recorded still, so that it reaches further by now; `backfilled` where the terminal recorded
   * it by itself and handed it in; `reduced` where only a copy of its key pictures is kept.
   */
  recorded: z.array(
    z.object({
      ...{ from: moment, to: moment, open: z.boolean() },
      ...{ backfilled: z.boolean().optional(), reduced: z.boolean().optional() },
    }),
  ),
  gaps: z.array(gap),
});
export type RecordedLane = z.infer<typeof recordedLane>;

export const reviewRequests = {
  /**
   * What is on record of some vehicles, as a picture of the day needs it. What was recorded at places where the caller
   * has no right to play is left out, wherever the vehicle belongs now.
   */
  'review:lanes': request({
    input: recordSpan,
    output: z.object({ lanes: z.array(recordedLane) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** The files of a short span, under the same rights. */
  'review:segments': request({
    input: recordSpan,
    output: z.object({ segments: z.array(segment) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** The files of talk bursts, oldest first. */
  'review:burstFiles': request({
    input: z.object({ burstIds: z.array(id).min(1).max(50) }).strict(),
    output: z.object({ segments: z.array(segment) }),
    permission: 'recording.play',
    touches: ({ burstIds }) => burstIds.map((burstId) => ({ kind: 'burst' as const, id: burstId })),
  }),
  /**
   * Said before somebody is given a link to a moment: custody tells of it beside every recording that the link shows.
   * `camera` where one camera alone is shown. `not-found` where the caller may play nothing of it.
   */
  'review:share': request({
    input: z
      .object({
        vehicleIds: z.array(id).min(1).max(MOST_VEHICLES_REVIEWED),
        at: moment,
        camera: z.object({ vehicleId: id, view: cameraView }).strict().nullable(),
        reason: z.string().trim().max(200),
      })
      .strict(),
    output: nothing,
    permission: 'recording.play',
    touches: touchesNothing,
  }),
} as const;

/** Several segments in one address, so that all cameras of a page are sought by one question. */
const segmentIds = z.string().regex(/^[\w-]{1,60}(,[\w-]{1,60}){0,15}$/);

/** What the header `x-pieces` says of each piece of an answer, in its order, as JSON. */
export const sentPiece = z.object({
  segmentId: id,
  mimeType: z.string(),
  /** The segment's start on the server's clock. */
  startedAt: moment,
  /** Where in the file the next fragment begins. */
  nextByte: z.number().int(),
  /** How long the piece is. */
  bytes: z.number().int(),
});
export type SentPiece = z.infer<typeof sentPiece>;

export const reviewRoutes = {
  /**
   * What decoders need to show some segments from a moment on, one piece after the other, described by `x-pieces`: the
   * head of each file and, for `every`, its whole fragments from the one with the last key frame at or before the moment
   * to about half a second after it; for `keys` its key frames alone from there to the end of the segment, for looking
   * through it fast.
   */
  'GET /media/pieces/:segmentIds/:frames/:at': route({
    params: z.object({ segmentIds, frames: z.enum(['every', 'keys']), at: momentInPath }),
    permission: 'recording.play',
    touches: (params) => params.segmentIds.split(',').map((segmentId) => ({ kind: 'segment' as const, id: segmentId })),
  }),
} as const;
