import { App, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { EvidenceDialog } from '../evidence/EvidenceDialog';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { CameraChecks } from './CameraChecks';
import { clipWords } from './clipWords';
import { chosenCameras, takeStills } from './marksStore';

/** Keeps the pictures that are shown, each drawn by the server from the recording itself. */
export function StillDialog({ at, onClose }: { at: number; onClose: () => void }): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const [cameras, setCameras] = useState<readonly string[]>(() => chosenCameras().map(({ key }) => key));
  const [isTaking, setTaking] = useState(false);
  const take = (): void => {
    setTaking(true);
    takeStills(cameras, at, reason.trim())
      .then((count) => {
        void (count > 0 ? message.success(say('stillKept', { count })) : message.warning(say('stillFailed')));
        onClose();
      })
      .catch((error: unknown) => {
        setTaking(false);
        void message.error(errorText(error));
      });
  };
  return (
    <EvidenceDialog title={say('still')} onClose={onClose}>
      <Form layout="vertical" onFinish={take}>
        <Form.Item label={say('cameras')}>
          <CameraChecks value={cameras} onChange={setCameras} />
        </Form.Item>
        <Form.Item label={say('reason')} required>
          <Input
            maxLength={200}
            value={reason}
            aria-label={say('reason')}
            placeholder={say('reasonHint')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <footer>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button
            type="primary"
            htmlType="submit"
            loading={isTaking}
            disabled={reason.trim() === '' || cameras.length === 0}
          >
            {say('save')}
          </Button>
        </footer>
      </Form>
    </EvidenceDialog>
  );
}
