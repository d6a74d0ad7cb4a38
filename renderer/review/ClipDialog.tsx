import { App, Button, Form, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { EvidenceDialog } from '../evidence/EvidenceDialog';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { CameraChecks } from './CameraChecks';
import { clipWords } from './clipWords';
import { addMark, chosenCameras } from './marksStore';
import type { Span } from './playbackPlan';

/** Keeps a clip under a name: one span over several cameras at once. */
export function ClipDialog({ clip, onClose }: { clip: Span; onClose: () => void }): ReactNode {
  const say = useWords(clipWords);
  const { message } = App.useApp();
  const [name, setName] = useState('');
  const [text, setText] = useState('');
  const [cameras, setCameras] = useState<readonly string[]>(() => chosenCameras().map(({ key }) => key));
  const save = (): void => {
    addMark({ ...clip, cameras, name: name.trim(), text: text.trim() })
      .then(() => {
        void message.success(say('clipKept', { name: name.trim() }));
        onClose();
      })
      .catch((error: unknown) => void message.error(errorText(error)));
  };
  return (
    <EvidenceDialog title={say('keepClip')} onClose={onClose}>
      <p className="soft">
        {say('clipSpan', { from: clockTime(clip.from), to: clockTime(clip.to) })} ·{' '}
        {say('length', { seconds: Math.round((clip.to - clip.from) / 1000) })}
      </p>
      <Form layout="vertical" onFinish={save}>
        <Form.Item label={say('clipName')} required>
          <Input
            maxLength={60}
            value={name}
            aria-label={say('clipName')}
            placeholder={say('clipNameHint')}
            onChange={(event) => setName(event.target.value)}
          />
        </Form.Item>
        <Form.Item label={say('cameras')}>
          <CameraChecks value={cameras} onChange={setCameras} />
        </Form.Item>
        <Form.Item label={say('note')}>
          <Input.TextArea rows={2} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
        </Form.Item>
        <footer>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="primary" htmlType="submit" disabled={name.trim() === '' || cameras.length === 0}>
            {say('save')}
          </Button>
        </footer>
      </Form>
    </EvidenceDialog>
  );
}
