import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import type { EvidenceCategory, EvidenceTrack } from '@protocol';
import { useState, type ReactNode } from 'react';
import { viewWords } from '../fleet/fleetWords';
import { CoverChoice, noCovers, type ChosenCovers } from '../review/CoverChoice';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { serverNow } from '../wire/pageConnection';
import { EvidenceDialog, withinDialog } from './EvidenceDialog';
import { exportEvidence } from './evidenceStore';
import { categoryWords, evidenceWords } from './evidenceWords';

const categories: readonly EvidenceCategory[] = ['case', 'complaint', 'inspection', 'inquiry', 'other'];
const SHORTEST_REASON = 4;

/** What is open beside the dialog. */
export interface ExportOffer {
  readonly tracks: readonly (EvidenceTrack & { readonly plate: string })[];
  /** Milliseconds; may reach beyond now. */
  readonly from: number;
  readonly to: number;
}

interface Answers {
  readonly span: readonly [Dayjs, Dayjs];
  readonly keys: readonly string[];
  readonly category: EvidenceCategory;
  readonly reason: string;
  readonly withCopies: boolean;
}

const keyOf = ({ vehicleId, track, cameraView }: EvidenceTrack): string => `${vehicleId}/${track}/${cameraView ?? ''}`;

/** Which channels, which span, what for and why; the package is made in the background. */
export function ExportDialog(props: { offer: ExportOffer; onClose: () => void; onExported: () => void }): ReactNode {
  const { offer, onClose, onExported } = props;
  const say = useWords(evidenceWords);
  const sayView = useWords(viewWords);
  const sayCategory = useWords(categoryWords);
  const [failure, setFailure] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const [covers, setCovers] = useState<ChosenCovers>(noCovers);
  const send = async ({ span, keys, category, reason, withCopies }: Answers): Promise<void> => {
    setSending(true);
    const tracks = offer.tracks
      .filter((track) => keys.includes(keyOf(track)))
      .map(({ vehicleId, track, cameraView }) => ({ vehicleId, track, cameraView }));
    try {
      const [from, to] = [span[0].valueOf(), span[1].valueOf()];
      const { coverIds, originalsLeftOut } = covers;
      const covered = {
        ...(coverIds.length > 0 ? { coverIds: [...coverIds] } : {}),
        ...(originalsLeftOut === null ? {} : { originalsLeftOut }),
      };
      await exportEvidence({ from, to, tracks, category, reason, withCopies, ...covered });
      onClose();
      onExported();
    } catch (error) {
      setFailure(errorText(error));
      setSending(false);
    }
  };
  return (
    <EvidenceDialog title={say('exportTitle')} onClose={onClose}>
      <p className="soft">{say('explain')}</p>
      <Form<Answers>
        layout="vertical"
        initialValues={{
          span: [dayjs(offer.from), dayjs(Math.min(offer.to, serverNow()))],
          keys: offer.tracks.map(keyOf),
          ...{ category: 'case', reason: '', withCopies: true },
        }}
        onFinish={(answers) => void send(answers)}
      >
        <Form.Item name="span" label={say('span')} rules={[{ required: true }]}>
          <DatePicker.RangePicker
            showTime
            allowClear={false}
            format="MM-DD HH:mm:ss"
            getPopupContainer={withinDialog}
            aria-label={say('span')}
          />
        </Form.Item>
        <Form.Item name="keys" label={say('tracks')} rules={[{ required: true, message: say('chooseTracks') }]}>
          <Checkbox.Group
            options={offer.tracks.map((track) => ({
              value: keyOf(track),
              label: `${track.plate} ${track.cameraView === null ? say('sound') : sayView(track.cameraView)}`,
            }))}
          />
        </Form.Item>
        <Form.Item name="category" label={say('category')}>
          <Select
            getPopupContainer={withinDialog}
            options={categories.map((category) => ({ value: category, label: sayCategory(category) }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('reason')}
          rules={[{ required: true, whitespace: true, min: SHORTEST_REASON, message: say('reasonHint') }]}
        >
          <Input.TextArea rows={2} maxLength={500} placeholder={say('reasonHint')} />
        </Form.Item>
        <Form.Item name="withCopies" valuePropName="checked">
          <Checkbox>{say('withCopies')}</Checkbox>
        </Form.Item>
        <CoverChoice offer={offer} value={covers} onChange={setCovers} />
        {failure !== null && <p role="alert">{failure}</p>}
        <footer>
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="primary" htmlType="submit" loading={isSending}>
            {say('start')}
          </Button>
        </footer>
      </Form>
    </EvidenceDialog>
  );
}
