import type { AlarmKind, LoggedBurst } from '@protocol';
import type { Say } from '../ui/words/languageStore';
import type { VoiceLogWord } from './voiceLogWords';
import { orderNumber } from '../orders/orderNumber';

/** What a burst belongs to, by the numbers that people call it by: its order, its alarm. */
export function mattersOf(
  { order, alarm }: Pick<LoggedBurst, 'order' | 'alarm'>,
  say: Say<VoiceLogWord>,
  sayKind: Say<AlarmKind>,
): readonly string[] {
  return [
    ...(order === null ? [] : [say('forOrder', { number: orderNumber(order.number) })]),
    ...(alarm === null ? [] : [say('forAlarm', { kind: sayKind(alarm.kind), number: alarm.number })]),
  ];
}
