import { SafetyCertificateOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { usePermission } from '../session/sessionStore';
import { useWords } from '../ui/words/languageStore';
import { CustodyList } from './CustodyList';
import { evidenceWords } from './evidenceWords';
import { ExportDialog, type ExportOffer } from './ExportDialog';

/** Beside a recording: export it, and see who had it in hand. Each is there for who may. */
export function EvidenceButtons({ offer, onExported }: { offer: ExportOffer; onExported: () => void }): ReactNode {
  const say = useWords(evidenceWords);
  const mayExport = usePermission('evidence.export');
  const mayAudit = usePermission('audit.view');
  const [shown, setShown] = useState<'export' | 'custody' | null>(null);
  const close = (): void => setShown(null);
  return (
    <>
      {mayExport && (
        <Button icon={<SafetyCertificateOutlined />} onClick={() => setShown('export')}>
          {say('export')}
        </Button>
      )}
      {mayAudit && <Button onClick={() => setShown('custody')}>{say('custody')}</Button>}
      {shown === 'export' && <ExportDialog offer={offer} onClose={close} onExported={onExported} />}
      {shown === 'custody' && <CustodyList offer={offer} onClose={close} />}
    </>
  );
}
