import { cameraView, gapReason, vehicleStatus, type FeedEntry } from '@protocol';
import { conditionWords, gapWords, viewWords } from '../fleet/fleetWords';
import { fill, type Language } from '../ui/words/Dictionary';
import { eventWords } from './reviewWords';

/** An event as a sentence: the words of its kind with its details, those that are codes said in words. */
export function eventSentence({ kind, details }: FeedEntry, language: Language): string {
  const values: Record<string, string | number> = { ...details };
  const view = cameraView.safeParse(details.view);
  const reason = gapReason.safeParse(details.reason);
  const status = vehicleStatus.safeParse(details.status);
  if (view.success) {
    values.view = viewWords[language][view.data];
  }
  if (reason.success) {
    values.reason = gapWords[language][reason.data];
  }
  if (status.success) {
    values.status = conditionWords[language][status.data];
  }
  if (typeof details.orderNumber === 'number') {
    values.orderNumber = String(details.orderNumber).padStart(4, '0');
  }
  return fill(eventWords[language][kind], values);
}

/** The shape and the colour of an event: neither speaks alone. */
export function eventMark({ kind }: FeedEntry): {
  readonly sign: string;
  readonly tone: 'select' | 'live' | 'talk' | 'alarm' | 'off';
} {
  switch (kind) {
    case 'burst':
    case 'crew-message':
      return { sign: '◗', tone: 'talk' };
    case 'order-sent':
    case 'order-delivered':
      return { sign: '➤', tone: 'select' };
    case 'order-accepted':
    case 'order-arrived':
    case 'order-done':
      return { sign: '✓', tone: 'live' };
    case 'order-refused':
    case 'recorder-lost':
    case 'media-worker-died':
      return { sign: '✕', tone: 'alarm' };
    case 'vehicle-offline':
    case 'camera-off':
    case 'off-duty':
      return { sign: '○', tone: 'off' };
    default:
      return { sign: '●', tone: 'off' };
  }
}
