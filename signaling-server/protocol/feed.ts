import { z } from 'zod';
import { event, id, moment, request, touchesNothing } from './contract';

export const feedKinds = [
  'vehicle-online',
  'vehicle-offline',
  'on-duty',
  'off-duty',
  'status-changed',
  'camera-live',
  'camera-off',
  'burst',
  'talk-without-floor',
  'emergency-call',
  'emergency-ended',
  'phone-call',
  'phone-call-missed',
  'order-sent',
  'order-delivered',
  'order-accepted',
  'order-refused',
  'order-arrived',
  'order-done',
  'order-read',
  'order-on-the-way',
  'order-closed',
  'order-cancelled',
  'order-expired',
  'order-corrected',
  'order-escalated',
  'order-call-answered',
  'order-call-failed',
  'orders-handed-over',
  'crew-message',
  'centre-message',
  'sos',
  'alarm',
  'media-worker-died',
  'recorder-lost',
  'recorder-back',
  'device-chain-broken',
  'recording-backfilled',
  'kpi-breach',
  'probe-failed',
] as const;

/** One line of the event feed: a fact with its time. The page chooses the words by `kind`. */
export const feedEntry = z.object({
  id,
  at: moment,
  kind: z.enum(feedKinds),
  placeId: id,
  vehicleId: id.nullable(),
  /** Numbers and names for the sentence: `plate`, `orderNumber`, `reason`, `speaker`, `group`, `seconds`, `text`, `view`, `status`. */
  details: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type FeedEntry = z.infer<typeof feedEntry>;
export type FeedKind = FeedEntry['kind'];

export const feedRequests = {
  /** Entries of a span that the caller may see, newest first. */
  'feed:list': request({
    input: z.object({ from: moment, to: moment, limit: z.number().int().min(1).max(1000) }).strict(),
    output: z.object({ entries: z.array(feedEntry) }),
    permission: 'feed.view',
    touches: touchesNothing,
  }),
} as const;

export const feedEvents = {
  'feed:added': event({
    payload: feedEntry,
    permission: 'feed.view',
    touches: ({ placeId }) => [{ kind: 'place', id: placeId }],
  }),
} as const;
