import { z } from 'zod';
import { event, id, moment, nothing, request, route, touchesNothing } from './contract';
import { cameraView, gapReason } from './fleet';
import { storageRequests } from './recordingStorage';

export const recordedTrack = z.enum(['camera', 'evidence-sound', 'talk']);
export type RecordedTrack = z.infer<typeof recordedTrack>;

/**
 * How it is known when a picture was taken: by the packets themselves, by the reports that come between them, or by the
 * clock of the terminal that recorded it by itself.
 */
export const captureSource = z.enum(['abs-capture-time', 'sender-report', 'device-clock']);
export type CaptureSource = z.infer<typeof captureSource>;

/** Packets that never came: from here until the next key frame pictures may be wrong, and silence stands for sound. */
export const damage = z.object({ from: moment, to: moment.nullable(), lostPackets: z.number().int() });
export type Damage = z.infer<typeof damage>;

/**
 * One file of one track. Times are the server's clock at the arrival of the first and last packet; an open segment
 * grows, and may be played up to its last whole fragment.
 */
export const segment = z.object({
  id,
  /** Null for a talk burst of the centre. */
  vehicleId: id.nullable(),
  track: recordedTrack,
  cameraView: cameraView.nullable(),
  /** `device`: recorded by the terminal itself. `reduced`: a copy of the key pictures of one that is not kept any more. */
  source: z.enum(['live', 'device', 'reduced']),
  startedAt: moment,
  endedAt: moment,
  state: z.enum(['open', 'closed', 'interrupted']),
  /** For Media Source Extensions: `video/mp4; codecs="avc1.42e01f"`. */
  mimeType: z.string(),
  bytes: z.number().int(),
  damages: z.array(damage).optional(),
  /**
   * When its first picture or sound was taken, on the sender's clock where that one is known, so that the cameras of a
   * vehicle can be aligned; it can be off by `captureUncertaintyMs` either way. Null while it is not known.
   */
  capturedAt: moment.nullish(),
  captureSource: captureSource.nullish(),
  captureUncertaintyMs: z.number().int().nullish(),
});
export type Segment = z.infer<typeof segment>;

/** A time in which a vehicle was on duty and a track of it was not recorded, and why. */
export const gap = z.object({ startedAt: moment, endedAt: moment.nullable(), reason: gapReason });
export type Gap = z.infer<typeof gap>;

/** What became of a time of a track. Where there is none of these, nothing was required. */
export const coverageStretch = z.object({
  kind: z.enum(['recorded', 'device', 'reduced', 'gap', 'deleted']),
  from: moment,
  to: moment,
  /** Of a gap, and of the one that the terminal's own recording fills. */
  reason: gapReason.nullable(),
});
export type CoverageStretch = z.infer<typeof coverageStretch>;

/**
 * How far the clock of a track's sender was from the server's, in milliseconds: above zero it is ahead. What was recorded
 * live is held against the moment of its arrival, so that its way here is in it.
 */
const trackClock = z.object({
  /** Of the newest recording that says when it was taken. */
  offMs: z.number().int(),
  uncertaintyMs: z.number().int(),
  source: captureSource,
  /** Of all of the span: what lies between them is how far it drifted. */
  leastOffMs: z.number().int(),
  mostOffMs: z.number().int(),
});
export type TrackClock = z.infer<typeof trackClock>;

/** How far a clock was off during some minutes, above zero ahead of the server's. */
const clockReading = z.object({
  /** When the first of these recordings began, on the server's clock. */
  at: moment,
  /** On average over them. */
  offMs: z.number().int(),
  leastOffMs: z.number().int(),
  mostOffMs: z.number().int(),
  uncertaintyMs: z.number().int(),
  /** By how much the clock was set since the reading before, above zero forwards; null where it went on by itself. */
  stepMs: z.number().int().nullable(),
});
export type ClockReading = z.infer<typeof clockReading>;

/** How the clock of one sender went. */
const clockSeries = z.object({
  track: recordedTrack,
  cameraView: cameraView.nullable(),
  source: captureSource,
  /** Oldest first. */
  readings: z.array(clockReading),
});
export type ClockSeries = z.infer<typeof clockSeries>;

export const trackCoverage = z.object({
  track: recordedTrack,
  cameraView: cameraView.nullable(),
  stretches: z.array(coverageStretch),
  /** Null where the sender said nothing of its clock. */
  clock: trackClock.nullable(),
});
export type CoverageOfTrack = z.infer<typeof trackCoverage>;

/** A vehicle of the ledger: whether anything of it was recorded or not, and wherever it is now. */
const ledgerVehicle = z.object({
  id,
  /** Null of a vehicle that is not there any more. */
  plate: z.string().nullable(),
  /** The last of the places at which it is told of here. */
  placeId: id,
  /** When it belonged to places where the caller may play, within the span, oldest first. */
  stays: z.array(z.object({ from: moment, to: moment })),
});
export type LedgerVehicle = z.infer<typeof ledgerVehicle>;

const span = { from: moment, to: moment };

const LONGEST_COVERAGE_MS = 48 * 3_600_000;
const isCovered = ({ from, to }: { readonly from: number; readonly to: number }): boolean =>
  from < to && to - from <= LONGEST_COVERAGE_MS;
const coverageProblem = { error: 'a span of up to two days' };

export const recordingRequests = {
  /**
   * What a vehicle recorded in a span, and did not, at places where the caller may play: a recording keeps the place that
   * was valid when it was made, wherever its vehicle is now. `forbidden` where the vehicle was at no such place then.
   */
  'recording:segments': request({
    input: z.object({ vehicleId: id, ...span }).strict(),
    output: z.object({
      segments: z.array(segment),
      gaps: z.array(z.object({ track: recordedTrack, cameraView: cameraView.nullable(), gap })),
    }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /**
   * The vehicles that belonged to places where the caller may play within a span of up to two days, recorded or not: what
   * the ledger is kept of, and what a review of that day can open.
   */
  'recording:vehicles': request({
    input: z.object(span).strict().refine(isCovered, coverageProblem),
    output: z.object({ vehicles: z.array(ledgerVehicle) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /** The ledger of one vehicle's cameras and microphone: every second of a span, up to two days, under the same rights. */
  'recording:coverage': request({
    input: z
      .object({ vehicleId: id, ...span })
      .strict()
      .refine(isCovered, coverageProblem),
    output: z.object({ tracks: z.array(trackCoverage) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  /**
   * How the clocks of a vehicle's senders went in a span of up to two days, against the server's, as every recording
   * says it of its beginning, under the same rights; as long as these recordings are kept.
   */
  'recording:clocks': request({
    input: z
      .object({ vehicleId: id, ...span })
      .strict()
      .refine(isCovered, coverageProblem),
    output: z.object({ series: z.array(clockSeries) }),
    permission: 'recording.play',
    touches: touchesNothing,
  }),
  'recording:state': request({
    input: nothing,
    output: z.lazy(() => recorderState),
    permission: 'status.view',
    touches: touchesNothing,
  }),
  ...storageRequests,
} as const;

/** The recorder as the server sees it: how many tracks it writes, and since when it has been there or gone. */
export const recorderState = z.object({
  present: z.boolean(),
  since: moment,
  recordingTracks: z.number().int(),
  expectedTracks: z.number().int(),
  freeBytes: z.number().nullable(),
});
export type RecorderState = z.infer<typeof recorderState>;

export const recordingEvents = {
  'recording:stateChanged': event({ payload: recorderState, permission: 'status.view', touches: touchesNothing }),
} as const;

export const recordingRoutes = {
  /** The media file of a segment, with byte ranges; an open one up to its last whole fragment. */
  'GET /media/segments/:segmentId': route({
    params: z.object({ segmentId: id }),
    permission: 'recording.play',
    touches: ({ segmentId }) => [{ kind: 'segment', id: segmentId }],
  }),
  /**
   * The newest recorded key frame of a camera, as a playable one-frame MP4, for the poster of a tile that is starting.
   * `x-captured-at` carries its moment.
   */
  'GET /media/cameras/:cameraId/poster': route({
    params: z.object({ cameraId: id }),
    permission: 'video.watch',
    touches: ({ cameraId }) => [{ kind: 'camera', id: cameraId }],
  }),
} as const;
