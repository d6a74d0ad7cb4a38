import type { z } from 'zod';
import { alarmsEvents, alarmsRequests } from './alarms';
import { attachmentsRoutes } from './attachments';
import { auditRequests } from './audit';
import { callsEvents, callsRequests } from './calls';
import { coversEvents, coversRequests, coversRoutes } from './covers';
import { deviceRecordingRoutes } from './deviceRecording';
import { evidenceEvents, evidenceRequests, evidenceRoutes } from './evidence';
import { feedEvents, feedRequests } from './feed';
import { fleetEvents, fleetRequests } from './fleet';
import { marksRequests, marksRoutes } from './marks';
import { mediaEvents, mediaRequests } from './media';
import { operationsRequests } from './operations';
import { ordersEvents, ordersRequests, ordersRoutes } from './orders';
import { recordingEvents, recordingRequests, recordingRoutes } from './recording';
import { reviewRequests, reviewRoutes } from './review';
import { sessionEvents, sessionRequests } from './session';
import { statusEvents, statusRequests } from './status';
import { videoRequests } from './video';
import { voiceEvents, voiceRequests } from './voice';
import { voiceLogEvents, voiceLogRequests, voiceLogRoutes } from './voiceLog';

export * from './alarms';
export * from './attachments';
export * from './audit';
export * from './calls';
export * from './contract';
export * from './covers';
export * from './deviceRecording';
export * from './evidence';
export * from './feed';
export * from './fleet';
export * from './marks';
export * from './media';
export * from './operations';
export * from './order';
export * from './orders';
export * from './people';
export * from './recording';
export * from './recordingStorage';
export * from './review';
export * from './sampleAlarm';
export * from './sampleOrder';
export * from './session';
export * from './status';
export * from './video';
export * from './voice';
export * from './voiceLog';

/** Everything that can be asked, by name. */
export const requests = {
  ...sessionRequests,
  ...fleetRequests,
  ...mediaRequests,
  ...videoRequests,
  ...voiceRequests,
  ...callsRequests,
  ...ordersRequests,
  ...voiceLogRequests,
  ...recordingRequests,
  ...reviewRequests,
  ...marksRequests,
  ...coversRequests,
  ...operationsRequests,
  ...statusRequests,
  ...feedRequests,
  ...auditRequests,
  ...alarmsRequests,
  ...evidenceRequests,
} as const;

/** Everything that is announced, by name. */
export const events = {
  ...sessionEvents,
  ...fleetEvents,
  ...mediaEvents,
  ...voiceEvents,
  ...callsEvents,
  ...ordersEvents,
  ...voiceLogEvents,
  ...recordingEvents,
  ...statusEvents,
  ...feedEvents,
  ...alarmsEvents,
  ...evidenceEvents,
  ...coversEvents,
} as const;

/** Every HTTP route that is not a public page. */
export const routes = {
  ...recordingRoutes,
  ...deviceRecordingRoutes,
  ...reviewRoutes,
  ...marksRoutes,
  ...coversRoutes,
  ...voiceLogRoutes,
  ...ordersRoutes,
  ...attachmentsRoutes,
  ...evidenceRoutes,
} as const;

export type RequestName = keyof typeof requests;
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['input']>;
export type ParsedInput<Name extends RequestName> = z.output<(typeof requests)[Name]['input']>;
export type RequestOutput<Name extends RequestName> = z.output<(typeof requests)[Name]['output']>;

export type EventName = keyof typeof events;
export type EventPayload<Name extends EventName> = z.output<(typeof events)[Name]['payload']>;

export type RouteName = keyof typeof routes;
