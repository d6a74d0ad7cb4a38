import { cameraView, gapReason, vehicleStatus, type FeedEntry, type FeedKind } from '@protocol';
import { conditionWords, gapWords, viewWords } from '../fleet/fleetWords';
import { colours } from '../ui/theme';
import type { Values } from '../ui/words/Dictionary';
import { sayNow } from '../ui/words/languageStore';
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
  'order-sent': { mark: '➤', colour: colours.select },
  'order-delivered': { mark: '➤', colour: colours.select },
  'order-accepted': { mark: '✓', colour: colours.live },
  'order-refused': { mark: '✕', colour: colours.alarm },
  'order-arrived': { mark: '◆', colour: colours.select },
  'order-done': { mark: '✓', colour: colours.live },
  'crew-message': { mark: '✉', colour: colours.select },
  'media-worker-died': { mark: '▲', colour: colours.alarm },
  'recorder-lost': { mark: '▲', colour: colours.alarm },
  'recorder-back': { mark: '●', colour: colours.live },
};

/** The sentence of an entry, with the words of the record in the places of its codes. */
export function feedText({ kind, details }: FeedEntry): string {
  const values: Record<string, string | number> = { ...details };
  const view = cameraView.safeParse(details['view']);
  if (view.success) values['view'] = sayNow(viewWords)(view.data);
  const reason = gapReason.safeParse(details['reason']);
  if (reason.success) values['reason'] = sayNow(gapWords)(reason.data);
  const status = vehicleStatus.safeParse(details['status']);
  if (status.success) values['status'] = sayNow(conditionWords)(status.data);
  const number = details['orderNumber'];
  if (number !== undefined) values['orderNumber'] = String(number).padStart(4, '0');
  const seconds = details['seconds'];
  if (typeof seconds === 'number')
    values['seconds'] = seconds < 10 ? Math.round(seconds * 10) / 10 : Math.round(seconds);
  const complete: Values = values;
  return sayNow(feedKindWords)(kind, complete);
}
