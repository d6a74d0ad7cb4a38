import { cameraView, gapReason, type Alarm } from '@protocol';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { fill, type Language } from '../ui/words/Dictionary';
import { alarmFactWords } from './alarmWords';

/** What an alarm knows beside its kind, each as a short phrase: who is aboard, which camera, how fast, for how long. */
export function alarmFacts({ details, count, clearedAt }: Alarm, language: Language): readonly string[] {
  const words = alarmFactWords[language];
  const facts: string[] = [];
  if (typeof details['crew'] === 'string' && details['crew'] !== '') facts.push(details['crew']);
  const view = cameraView.safeParse(details['view']);
  if (view.success) facts.push(fill(words.camera, { view: viewWords[language][view.data] }));
  const reason = gapReason.safeParse(details['reason']);
  if (reason.success) facts.push(gapWords[language][reason.data]);
  if (typeof details['speed'] === 'number') facts.push(fill(words.speed, details));
  if (typeof details['area'] === 'string') facts.push(fill(words.area, details));
  if (details['sound'] === 'silent') facts.push(words.silent);
  if (typeof details['ms'] === 'number')
    facts.push(fill(words.clock, { seconds: (Math.abs(details['ms']) / 1000).toFixed(1) }));
  if (typeof details['freePercent'] === 'number') facts.push(fill(words.free, details));
  if (typeof details['failing'] === 'string') facts.push(fill(words.failing, details));
  if (details['kpi'] !== undefined) facts.push(fill(words.kpi, details));
  if (typeof details['seconds'] === 'number' && details['seconds'] > 0) facts.push(fill(words.seconds, details));
  if (count > 1) facts.push(fill(words.times, { count }));
  if (clearedAt !== null) facts.push(words.cleared);
  return facts;
}
