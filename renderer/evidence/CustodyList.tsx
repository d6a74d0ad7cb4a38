import { Button } from 'antd';
import type { CustodyEntry, RequestOutput } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { actionText } from '../audit/auditText';
import { viewWords } from '../fleet/fleetWords';
import { errorText } from '../ui/errorText';
import { dayAndTime } from '../ui/formatTime';
import { TableHead } from '../ui/TableHead';
import { useLanguage, useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { EvidenceDialog } from './EvidenceDialog';
import { evidenceWords } from './evidenceWords';
import type { ExportOffer } from './ExportDialog';

interface VehicleCustody extends RequestOutput<'evidence:custody'> {
  readonly plate: string;
}

/** Who viewed, exported and downloaded what is open, when, from where and why; from the audit record. */
export function CustodyList({ offer, onClose }: { offer: ExportOffer; onClose: () => void }): ReactNode {
  const say = useWords(evidenceWords);
  const [custody, setCustody] = useState<readonly VehicleCustody[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isGone = false;
    loadCustody(offer).then(
      (loaded) => !isGone && setCustody(loaded),
      (error: unknown) => !isGone && setFailure(errorText(error)),
    );
    return () => {
      isGone = true;
    };
  }, [offer]);
  return (
    <EvidenceDialog title={say('custody')} onClose={onClose}>
      {failure !== null && <p role="alert">{failure}</p>}
      {custody === null && failure === null && <p className="soft">{say('loading')}</p>}
      <div className="custody-vehicles">
        {custody?.map(({ plate, entries, recordedSegments, sealedSegments }) => (
          <section key={plate}>
            <h3>
              {plate}
              <span className="soft">{say('sealed', { recorded: recordedSegments, sealed: sealedSegments })}</span>
            </h3>
            {entries.length === 0 ? <p className="soft">{say('custodyEmpty')}</p> : <CustodyTable entries={entries} />}
          </section>
        ))}
      </div>
      <footer>
        <Button onClick={onClose}>{say('close')}</Button>
      </footer>
    </EvidenceDialog>
  );
}

function CustodyTable({ entries }: { entries: readonly CustodyEntry[] }): ReactNode {
  const say = useWords(evidenceWords);
  const sayView = useWords(viewWords);
  const { language } = useLanguage();
  return (
    <table className="custody">
      <TableHead
        columns={[say('time'), say('who'), say('what'), say('place'), say('about'), say('why'), say('chain')]}
      />
      <tbody>
        {entries.map(({ number, at, actorName, address, placeName, action, track, cameraView, ...entry }) => (
          <tr key={number}>
            <td>{dayAndTime(at)}</td>
            <td>
              {actorName === '' ? say('server') : actorName} <small>{address}</small>
            </td>
            <td>{actionText(action, language)}</td>
            <td>{placeName}</td>
            <td>
              {cameraView !== null && sayView(cameraView)}
              {track === 'evidence-sound' && say('sound')}
              {entry.segments > 1 && say('segments', { count: entry.segments })}
            </td>
            <td>{entry.reason}</td>
            <td>{entry.position === null ? say('pending') : say('position', { position: entry.position })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

async function loadCustody({ tracks, from, to }: ExportOffer): Promise<readonly VehicleCustody[]> {
  const plates = new Map(tracks.map(({ vehicleId, plate }) => [vehicleId, plate]));
  return await Promise.all(
    [...plates].map(async ([vehicleId, plate]) => ({
      ...(await request('evidence:custody', { vehicleId, from: Math.round(from), to: Math.round(to) })),
      plate,
    })),
  );
}
