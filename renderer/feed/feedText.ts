import type { FeedEntry, FeedKind } from '@protocol';
import { colours } from '../ui/theme';
import { sayNow, useLanguage } from '../ui/words/languageStore';
import { detailsInWords } from './detailsInWords';
import { feedKindWords } from './feedWords';

/** The mark and colour of a kind: the mark says it without the colour. */
export const feedLooks: Readonly<Record<FeedKind, { readonly mark: string; readonly colour: string }>> = {
  'vehicle-online': { mark: '●', colour: colours.live },
  'vehicle-offline': { mark: '○', colour: colours.off },
  'on-duty': { mark: '●', colour: colours.live },
  'off-duty': { mark: '○', colour: colours.off },
  'status-changed': { mark: '◐', colour: colours.select },
  'camera-live': { mark: '▣', colour: colours.live },
  'camera-off': { mark: '▢', colour: colours.off },
  burst: { mark: '◗', colour: colours.talk },
  'talk-without-floor': { mark: '▲', colour: colours.alarm },
  'emergency-call': { mark: '▲', colour: colours.alarm },
  'emergency-ended': { mark: '△', colour: colours.off },
  'phone-call': { mark: '☏', colour: colours.talk },
  'phone-call-missed': { mark: '☏', colour: colours.off },
  'order-sent': { mark: '➤', colour: colours.select },
  'order-delivered': { mark: '➤', colour: colours.select },
  'order-accepted': { mark: '✓', colour: colours.live },
  'order-refused': { mark: '✕', colour: colours.alarm },
  'order-arrived': { mark: '◆', colour: colours.select },
  'order-done': { mark: '✓', colour: colours.live },
  'order-read': { mark: '➤', colour: colours.select },
  'order-on-the-way': { mark: '▶', colour: colours.select },
  'order-closed': { mark: '✓', colour: colours.off },
  'order-cancelled': { mark: '✕', colour: colours.off },
  'order-expired': { mark: '▲', colour: colours.alarm },
  'order-corrected': { mark: '➤', colour: colours.select },
  'order-escalated': { mark: '▲', colour: colours.talk },
  'order-call-answered': { mark: '☏', colour: colours.live },
  'order-call-failed': { mark: '☏', colour: colours.alarm },
  'orders-handed-over': { mark: '⇄', colour: colours.select },
  'centre-message': { mark: '✉', colour: colours.select },
  'crew-message': { mark: '✉', colour: colours.select },
  sos: { mark: '▲', colour: colours.alarm },
  alarm: { mark: '▲', colour: colours.alarm },
  'media-worker-died': { mark: '▲', colour: colours.alarm },
  'recorder-lost': { mark: '▲', colour: colours.alarm },
  'recorder-back': { mark: '●', colour: colours.live },
  'device-chain-broken': { mark: '▲', colour: colours.alarm },
  'recording-backfilled': { mark: '●', colour: colours.live },
  'kpi-breach': { mark: '▲', colour: colours.alarm },
  'probe-failed': { mark: '▲', colour: colours.alarm },
};

/** The sentence of an entry, with the words of the record in the places of its codes. */
export function feedText(entry: FeedEntry): string {
  const values = detailsInWords(entry, useLanguage.getState().language);
  const seconds = values['seconds'];
  if (typeof seconds === 'number')
    values['seconds'] = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  return sayNow(feedKindWords)(entry.kind, values);
}
