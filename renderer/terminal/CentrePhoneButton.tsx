import type { ReactNode } from 'react';
import { ring } from '../calls/callsStore';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { notify } from './noticeStore';
import { terminalWords } from './terminalWords';

/** Telephones the centre: every desk in charge rings. */
export function CentrePhoneButton({ vehicleId, isBusy }: { vehicleId: string; isBusy: boolean }): ReactNode {
  const say = useWords(terminalWords);
  return (
    <button
      type="button"
      className="centre-phone"
      aria-label={say('callLong')}
      disabled={isBusy}
      onClick={() => void ring(vehicleId).catch((error: unknown) => notify('bad', errorText(error)))}
    >
      ☎ {say('callCentre')}
    </button>
  );
}
