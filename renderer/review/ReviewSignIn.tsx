import { RequestError } from '@protocol';
import { Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { signIn, useSession } from '../session/sessionStore';
import { useSiteConfig } from '../session/siteConfig';
import { errorText } from '../ui/errorText';
import { chooseLanguage, useLanguage, useWords } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { reviewWords } from './reviewWords';

interface Entered {
  readonly account: string;
  readonly password: string;
}

/** The door of the review page, with the same accounts as the console. */
export function ReviewSignIn(): ReactNode {
  const say = useWords(reviewWords);
  const { language } = useLanguage();
  const { endReason } = useSession();
  const { phase } = useConnectionState();
  const accounts = useSiteConfig(({ config }) => config?.demoAccounts ?? NO_ACCOUNTS).filter(
    ({ page }) => page !== '/vehicle',
  );
  const [form] = Form.useForm<Entered>();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async ({ account, password }: Entered): Promise<void> => {
    setBusy(true);
    try {
      await signIn(account.trim(), password);
    } catch (error) {
      const isWrong = error instanceof RequestError && error.code === 'unauthenticated';
      setFailure(isWrong ? say('wrongPassword') : errorText(error));
      setBusy(false);
    }
  };
  return (
    <main className="review-door">
      <h1>
        {say('product')} · {say('review')}
      </h1>
      {endReason !== null && <p className="warn">{say('sessionEnded')}</p>}
      {phase === 'offline' && <p className="warn">{say('offline')}</p>}
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(entered) => void submit(entered)}>
        <Form.Item name="account" label={say('account')} rules={[{ required: true, message: '' }]}>
          <Input size="large" autoFocus autoComplete="username" />
        </Form.Item>
        <Form.Item name="password" label={say('password')} rules={[{ required: true, message: '' }]}>
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        <p className="alarm" role="alert">
          {failure}
        </p>
        <Button type="primary" size="large" block htmlType="submit" loading={busy} disabled={phase !== 'online'}>
          {say('signIn')}
        </Button>
      </Form>
      {accounts.length > 0 && (
        <section>
          <h2>{say('demoAccounts')}</h2>
          {accounts.map(({ name, login, secret }) => (
            <button type="button" key={login} onClick={() => form.setFieldsValue({ account: login, password: secret })}>
              {name} <span className="soft">{login}</span>
            </button>
          ))}
        </section>
      )}
      <Button type="link" onClick={() => chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}>
        {say('language')}
      </Button>
    </main>
  );
}

const NO_ACCOUNTS: [] = [];
