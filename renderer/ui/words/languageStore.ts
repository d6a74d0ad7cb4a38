import { create } from 'zustand';
import { fill, type Dictionary, type Language, type Values } from './Dictionary';

const KEPT_UNDER = 'zhiqin.language';

/** Without a page, as where only the words are tested, it is Chinese. */
const hasPage = typeof document !== 'undefined';

const kept = (): Language => (hasPage && localStorage.getItem(KEPT_UNDER) === 'en' ? 'en' : 'zh-CN');

/** Chinese unless this person chose English in this browser before. */
export const useLanguage = create<{ language: Language }>(() => ({ language: kept() }));

if (hasPage) document.documentElement.lang = kept();

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEPT_UNDER, language);
  document.documentElement.lang = language;
  useLanguage.setState({ language });
}

export type Say<Key extends string> = (key: Key, values?: Values) => string;

/** The words of a capability in the chosen language; the component follows a change of it. */
export function useWords<Key extends string>(dictionary: Dictionary<Key>): Say<Key> {
  const { language } = useLanguage();
  return (key, values) => fill(dictionary[language][key], values);
}

/** For what is not a component, such as a layer of the map. */
export function sayNow<Key extends string>(dictionary: Dictionary<Key>): Say<Key> {
  return (key, values) => fill(dictionary[useLanguage.getState().language][key], values);
}
