import { App, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { EvidenceDialog } from '../evidence/EvidenceDialog';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { clipWords } from './clipWords';
import { useGrid } from './gridStore';
import { momentLink } from './momentLink';
import { useReview } from './reviewStore';

/** Copies a link to a moment once it stands in custody with whom it was shared and why. */
export function ShareDialog({ at, onClose }: { at: number; onClose: () => void }): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const [reason, setReason] = useState('');
  const share = (): void => {
    const { vehicleIds, span, tracks } = useReview.getState();
    const { solo } = useGrid.getState();
    const alone = tracks.find(({ key, view }) => key === solo && view !== null);
    const camera = alone && alone.view !== null ? { vehicleId: alone.vehicleId, view: alone.view } : null;
    const link = `${location.origin}/review${momentLink({ at, vehicleIds, ...span, camera: solo })}`;
    request('review:share', { vehicleIds: [...vehicleIds], at: Math.round(at), camera, reason: reason.trim() })
      .then(async () => {
        await navigator.clipboard.writeText(link);
        void message.success(say('copied'));
        onClose();
      })
      .catch((error: unknown) => void message.error(errorText(error)));
  };
  return (
    <EvidenceDialog title={say('copyLink')} onClose={onClose}>
      <Form layout="vertical" onFinish={share}>
        <Form.Item label={say('shareNote')}>
          <Input
            maxLength={200}
            value={reason}
            aria-label={say('shareNote')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        <footer>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="primary" htmlType="submit">
            {say('copyLink')}
          </Button>
        </footer>
      </Form>
    </EvidenceDialog>
  );
}
