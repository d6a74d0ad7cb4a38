import type { AuditRow } from '@protocol';
import type { Language } from '../ui/words/Dictionary';
import { alarmKindWords } from '../alarms/alarmKindWords';
import { conditionWords } from '../fleet/fleetWords';
import { crewCallWords, escalationCauseWords, escalationStepWords } from '../orders/escalationWords';
import { dayAndTime } from '../ui/formatTime';
import { auditDetailWords } from './auditDetailWords';
import { auditActionWords, auditFieldWords, auditSubjectWords } from './auditWords';

/** What was done, as a person says it; a request that has no words of its own by its field and its name. */
export function actionText(action: string, language: Language): string {
  const name = action.replace(':', '.');
  if (isKeyOf(auditActionWords.en, name)) return auditActionWords[language][name];
  const [field = '', rest = ''] = name.split('.');
  return isKeyOf(auditFieldWords.en, field) ? `${auditFieldWords[language][field]} · ${rest}` : action;
}

/** What it was done to; empty where it was about nothing. */
export function subjectText(
  { subject }: Pick<AuditRow, 'subject'>,
  plates: ReadonlyMap<string, string>,
  language: Language,
): string {
  if (subject === null) return '';
  const kind = isKeyOf(auditSubjectWords.en, subject.kind) ? auditSubjectWords[language][subject.kind] : subject.kind;
  return `${kind} ${plates.get(subject.id) ?? subject.id}`;
}

/** Details that are moments of the server's clock. */
const moments: ReadonlySet<string> = new Set(['capturedAt', 'startedAt', 'from', 'to', 'until']);

/** What a row knows beside, each by its name; what is empty is left out. */
export function detailsText({ details }: Pick<AuditRow, 'details'>, language: Language): string {
  return Object.entries(details)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      const called = isKeyOf(auditDetailWords.en, name) ? auditDetailWords[language][name] : name;
      return `${called} ${detailText(name, value, language)}`;
    })
    .join(' · ');
}

function detailText(name: string, value: string | number, language: Language): string {
  if (moments.has(name) && typeof value === 'number') return dayAndTime(value);
  const text = String(value);
  if (name === 'status' && isKeyOf(conditionWords.en, text)) return conditionWords[language][text];
  if (name === 'kind' && isKeyOf(alarmKindWords.en, text)) return alarmKindWords[language][text];
  if (name === 'cause' && isKeyOf(escalationCauseWords.en, text)) return escalationCauseWords[language][text];
  if (name === 'step' && isKeyOf(escalationStepWords.en, text)) return escalationStepWords[language][text];
  if (name === 'outcome' && isKeyOf(crewCallWords.en, text)) return crewCallWords[language][text];
  return text;
}

function isKeyOf<Key extends string>(words: Readonly<Record<Key, string>>, name: string): name is Key {
  return Object.hasOwn(words, name);
}
