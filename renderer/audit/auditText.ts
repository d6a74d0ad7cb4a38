import type { AuditRow } from '@protocol';
import type { Language } from '../ui/words/Dictionary';
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

function isKeyOf<Key extends string>(words: Readonly<Record<Key, string>>, name: string): name is Key {
  return Object.hasOwn(words, name);
}
