import type { ReactNode } from 'react';
import { chooseLanguage, useLanguage, useWords } from '../ui/words/languageStore';
import { terminalWords } from './terminalWords';
import { chooseTheme, useTerminalTheme } from './themeStore';

/** Language and theme, in one touch each. */
export function PageSwitches(): ReactNode {
  const say = useWords(terminalWords);
  const { language } = useLanguage();
  const { theme } = useTerminalTheme();
  return (
    <span className="switches">
      <button type="button" className="switch" onClick={() => chooseTheme(theme === 'night' ? 'day' : 'night')}>
        <span aria-hidden>{theme === 'night' ? '☀' : '☾'}</span> {say(theme === 'night' ? 'themeDay' : 'themeNight')}
      </button>
      <button type="button" className="switch" onClick={() => chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}>
        {say('language')}
      </button>
    </span>
  );
}
