import type { FeedEntry } from '@protocol';
import { detailsInWords } from '../feed/detailsInWords';
import { fill, type Language } from '../ui/words/Dictionary';
import { eventWords } from './reviewWords';

/** An event as a sentence: the words of its kind with its details, those that are codes said in words. */
export function eventSentence(entry: FeedEntry, language: Language): string {
  return fill(eventWords[language][entry.kind], detailsInWords(entry, language));
}

/** The shape and the colour of an event: neither speaks alone. */
export function eventMark({ kind }: FeedEntry): {
  readonly sign: string;
  readonly tone: 'select' | 'live' | 'talk' | 'alarm' | 'off';
} {
  switch (kind) {
    case 'burst':
    case 'crew-message':
    case 'centre-message':
      return { sign: '◗', tone: 'talk' };
    case 'order-sent':
    case 'order-delivered':
    case 'order-read':
    case 'order-corrected':
      return { sign: '➤', tone: 'select' };
    case 'order-accepted':
    case 'order-call-answered':
    case 'order-on-the-way':
    case 'order-arrived':
    case 'order-done':
    case 'order-closed':
      return { sign: '✓', tone: 'live' };
    case 'order-refused':
    case 'order-cancelled':
    case 'order-expired':
    case 'order-escalated':
    case 'order-call-failed':
    case 'recorder-lost':
    case 'media-worker-died':
      return { sign: '✕', tone: 'alarm' };
    case 'sos':
    case 'alarm':
    case 'emergency-call':
      return { sign: '▲', tone: 'alarm' };
    case 'vehicle-offline':
    case 'camera-off':
    case 'off-duty':
      return { sign: '○', tone: 'off' };
    default:
      return { sign: '●', tone: 'off' };
  }
}
