export type Language = 'zh-CN' | 'en';

/** The words of one capability, the same keys in both languages. */
export interface Dictionary<Key extends string> {
  readonly 'zh-CN': Readonly<Record<Key, string>>;
  readonly en: Readonly<Record<Key, string>>;
}

/** Numbers and names that stand in a sentence as `{name}`. */
export type Values = Readonly<Record<string, string | number>>;

/** A key that is missing or unknown in English does not compile. */
export function defineWords<Key extends string>(
  chinese: Readonly<Record<Key, string>>,
  english: Readonly<Record<NoInfer<Key>, string>>,
): Dictionary<Key> {
  return { 'zh-CN': chinese, en: english };
}

/** Puts the values in their places; a place without a value stays visible, so that it is found. */
export function fill(sentence: string, values: Values = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : String(value);
  });
}
