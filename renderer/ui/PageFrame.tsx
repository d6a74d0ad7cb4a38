import { App, ConfigProvider } from 'antd';
import english from 'antd/locale/en_US';
import chinese from 'antd/locale/zh_CN';
import type { ReactNode } from 'react';
import './global.css';
import { themeConfig } from './theme';
import { useLanguage } from './words/languageStore';

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

/** What every page stands in: theme, language, and the nonce that the content security policy asks of styles. */
export function PageFrame({ children }: { children: ReactNode }): ReactNode {
  const { language } = useLanguage();
  return (
    <ConfigProvider
      theme={themeConfig}
      locale={language === 'en' ? english : chinese}
      csp={{ nonce }}
      button={{ autoInsertSpace: false }}
    >
      <App style={{ height: '100%' }} message={{ maxCount: 4 }}>
        {children}
      </App>
    </ConfigProvider>
  );
}
