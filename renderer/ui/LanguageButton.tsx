import type { ReactNode } from 'react';
import { chooseLanguage, useLanguage } from './words/languageStore';

/** Says the other language in that language, for whoever cannot read the present one. */
export function LanguageButton(): ReactNode {
  const { language } = useLanguage();
  const other = language === 'en' ? 'zh-CN' : 'en';
  return (
    <button
      type="button"
      className="quiet-button"
      lang={other}
      aria-label={other === 'en' ? 'English' : '中文'}
      onClick={() => chooseLanguage(other)}
    >
      {other === 'en' ? 'EN' : '中文'}
    </button>
  );
}
