import {
  alarmKind,
  cameraView,
  crewCallOutcome,
  escalationCause,
  escalationStep,
  gapReason,
  vehicleStatus,
  type FeedEntry,
} from '@protocol';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { conditionWords, gapWords, viewWords } from '../fleet/fleetWords';
import { crewCallWords, escalationCauseWords, escalationStepWords } from '../orders/escalationWords';
import type { Language } from '../ui/words/Dictionary';
import { orderNumber } from '../orders/orderNumber';

/** The details of an entry for its sentence: those that are codes said in words, an order's number as on the air. */
export function detailsInWords({ details }: FeedEntry, language: Language): Record<string, string | number> {
  const values: Record<string, string | number> = { ...details };
  const view = cameraView.safeParse(details['view']);
  if (view.success) values['view'] = viewWords[language][view.data];
  const reason = gapReason.safeParse(details['reason']);
  if (reason.success) values['reason'] = gapWords[language][reason.data];
  const status = vehicleStatus.safeParse(details['status']);
  if (status.success) values['status'] = conditionWords[language][status.data];
  const alarm = alarmKind.safeParse(details['alarm']);
  if (alarm.success) values['alarm'] = alarmKindWords[language][alarm.data];
  const cause = escalationCause.safeParse(details['cause']);
  if (cause.success) values['cause'] = escalationCauseWords[language][cause.data];
  const step = escalationStep.safeParse(details['step']);
  if (step.success) values['step'] = escalationStepWords[language][step.data];
  const outcome = crewCallOutcome.safeParse(details['outcome']);
  if (outcome.success) values['outcome'] = crewCallWords[language][outcome.data];
  values['plate'] ??= '';
  const number = details['orderNumber'];
  if (number !== undefined) values['orderNumber'] = orderNumber(Number(number));
  return values;
}
