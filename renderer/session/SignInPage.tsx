import { RequestError } from '@protocol';
import { Alert, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords, type Say } from '../ui/words/languageStore';
import { useConnectionState } from '../wire/pageConnection';
import { SessionDoor } from './SessionDoor';
import { signIn, useSession } from './sessionStore';
import { sessionWords } from './sessionWords';
import { useSiteConfig } from './siteConfig';

interface Pair {
  account: string;
  password: string;
}

/** Account and password. A demo offers its accounts; `offers` says which pages' accounts belong here. */
export function SignInPage({ offers = ['/', '/review'] }: { offers?: readonly string[] }): ReactNode {
  const say = useWords(sessionWords);
  const [form] = Form.useForm<Pair>();
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { endReason } = useSession();
  const { phase } = useConnectionState();
  const accounts =
    useSiteConfig(({ config }) => config)?.demoAccounts.filter(({ page }) => offers.includes(page)) ?? [];

  const enter = async ({ account, password }: Pair): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      await signIn(account.trim(), password);
    } catch (error) {
      setFailure(refusalSentence(error, say));
      setBusy(false);
    }
  };
  const notice =
    failure ??
    (endReason === 'expired'
      ? say('expired')
      : endReason === 'revoked'
        ? say('revoked')
        : endReason === 'signed-in-elsewhere'
          ? say('signedInElsewhere')
          : null);

  return (
    <SessionDoor>
      <Form<Pair> form={form} layout="vertical" requiredMark={false} onFinish={(pair) => void enter(pair)}>
        <Form.Item
          name="account"
          label={say('account')}
          rules={[{ required: true, whitespace: true, message: say('accountNeeded') }]}
        >
          <Input autoFocus autoComplete="username" maxLength={100} />
        </Form.Item>
        <Form.Item name="password" label={say('password')} rules={[{ required: true, message: say('passwordNeeded') }]}>
          <Input.Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
        {notice !== null && (
          <Form.Item>
            <Alert type={failure === null ? 'info' : 'error'} showIcon title={notice} role="alert" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block size="large" loading={isBusy} disabled={phase !== 'online'}>
          {phase === 'online' ? say('signIn') : say('starting')}
        </Button>
      </Form>
      {accounts.length > 0 && (
        <section className="door-demo" aria-label={say('demoAccounts')}>
          <h2>{say('demoAccounts')}</h2>
          {accounts.map(({ name, login, secret }) => (
            <button
              key={login}
              type="button"
              onClick={() => {
                form.setFieldsValue({ account: login, password: secret });
                form.submit();
              }}
            >
              <span>{name}</span>
              <code>{login}</code>
            </button>
          ))}
        </section>
      )}
    </SessionDoor>
  );
}

function refusalSentence(error: unknown, say: Say<'wrongPair' | 'tooMany'>): string {
  const code = error instanceof RequestError ? error.code : 'internal';
  if (code === 'unauthenticated' || code === 'forbidden' || code === 'not-found') return say('wrongPair');
  return code === 'rate-limited' ? say('tooMany') : errorText(error);
}
