import { RequestError } from '@protocol';
import { Alert, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { SessionDoor } from './SessionDoor';
import { changePassword, signOut } from './sessionStore';
import { sessionWords } from './sessionWords';

const SHORTEST = 10;

/** Stands before the work of whoever was given a one-time password. */
export function ChangePasswordPage(): ReactNode {
  const say = useWords(sessionWords);
  const [failure, setFailure] = useState<string | null>(null);
  const change = async ({ oldPassword, newPassword }: { oldPassword: string; newPassword: string }): Promise<void> => {
    try {
      await changePassword(oldPassword, newPassword);
    } catch (error) {
      const isWrong = error instanceof RequestError && (error.code === 'unauthenticated' || error.code === 'forbidden');
      setFailure(isWrong ? say('oldWrong') : errorText(error));
    }
  };
  return (
    <SessionDoor title={say('changeTitle')}>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={(pair: { oldPassword: string; newPassword: string }) => void change(pair)}
      >
        <Form.Item
          name="oldPassword"
          label={say('oldPassword')}
          rules={[{ required: true, message: say('passwordNeeded') }]}
        >
          <Input.Password autoFocus autoComplete="current-password" maxLength={200} />
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={say('newPassword')}
          rules={[{ required: true, min: SHORTEST, message: say('tooShort') }]}
        >
          <Input.Password autoComplete="new-password" maxLength={200} />
        </Form.Item>
        {failure !== null && (
          <Form.Item>
            <Alert type="error" showIcon title={failure} role="alert" />
          </Form.Item>
        )}
        <Button type="primary" htmlType="submit" block>
          {say('change')}
        </Button>
        <Button type="text" block onClick={() => void signOut()}>
          {say('signOut')}
        </Button>
      </Form>
    </SessionDoor>
  );
}
