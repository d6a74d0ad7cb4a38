import type { DeletionRequest } from '@protocol';
import { Button, DatePicker } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState, type ReactNode } from 'react';
import { dayAndTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { momentText } from './momentText';
import { ReasonDialog } from './ReasonDialog';
import { askForDeletion, decideDeletion } from './storageStore';
import { storageWords } from './storageWords';
import { VehicleSelect } from './VehicleSelect';

/** Deletion before its time: one person asks here, another one decides. */
export function DeletionDesk({
  requests,
  plates,
}: {
  requests: readonly DeletionRequest[];
  plates: ReadonlyMap<string, string>;
}): ReactNode {
  const say = useWords(storageWords);
  const [vehicleId, setVehicleId] = useState<string | null>(null);
  const [span, setSpan] = useState<readonly [Dayjs, Dayjs] | null>(null);
  const [asking, setAsking] = useState(false);
  const ask = (reason: string): void => {
    setAsking(false);
    if (vehicleId === null || span === null) return;
    const asked = { vehicleId, from: span[0].valueOf(), to: span[1].valueOf(), reason };
    void askForDeletion(asked).then((done) => done && setSpan(null));
  };
  return (
    <section className="storage-panel" aria-label={say('deletion')}>
      <h2>{say('deletion')}</h2>
      <p className="soft">{say('deletionNote')}</p>
      <div className="storage-ask">
        <VehicleSelect label={say('vehicle')} vehicleId={vehicleId} plates={[...plates]} onChange={setVehicleId} />
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          aria-label={say('span')}
          value={span === null ? null : [span[0], span[1]]}
          onChange={(value) => setSpan(value?.[0] && value[1] ? [value[0], value[1]] : null)}
        />
        <Button danger disabled={vehicleId === null || span === null} onClick={() => setAsking(true)}>
          {say('ask')}
        </Button>
      </div>
      {requests.length === 0 && <p className="soft">{say('noRequests')}</p>}
      <ul className="storage-list">
        {requests.map((request) => (
          <Request key={request.id} request={request} plate={plates.get(request.vehicleId) ?? request.vehicleId} />
        ))}
      </ul>
      {asking && <ReasonDialog title={say('ask')} onReason={ask} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Request({ request, plate }: { request: DeletionRequest; plate: string }): ReactNode {
  const say = useWords(storageWords);
  const [deciding, setDeciding] = useState<boolean | null>(null);
  const { from, to, reason, requesterName, requestedAt, decision, decisionReason, deciderName, decidedAt } = request;
  const decide = (why: string): void => {
    void decideDeletion({ requestId: request.id, approve: deciding === true, reason: why });
    setDeciding(null);
  };
  return (
    <li data-decision={decision ?? 'open'}>
      <b>{plate}</b>
      <span>
        {momentText(from)} – {momentText(to)}
      </span>
      <span>{say('askedBy', { name: requesterName, time: dayAndTime(requestedAt), reason })}</span>
      {decision !== null && (
        <span>
          {say('decidedBy', {
            name: deciderName ?? '',
            time: dayAndTime(decidedAt ?? 0),
            decision: say(decision),
            reason: decisionReason ?? '',
          })}
        </span>
      )}
      {decision === null && request.isOwn && <span className="soft">{say('waiting')}</span>}
      {decision === null && !request.isOwn && (
        <span className="storage-buttons">
          <Button danger onClick={() => setDeciding(true)}>
            {say('approve')}
          </Button>
          <Button onClick={() => setDeciding(false)}>{say('refuse')}</Button>
        </span>
      )}
      {deciding !== null && (
        <ReasonDialog
          title={say(deciding ? 'approve' : 'refuse')}
          onReason={decide}
          onClose={() => setDeciding(null)}
        />
      )}
    </li>
  );
}
