import { RequestError } from '@protocol';
import { useState, type ReactNode } from 'react';
import { useSiteConfig } from '../session/siteConfig';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { demoCrew } from './demoCrew';
import { enrol } from './deviceStore';
import { DoorFrame } from './DoorFrame';
import { terminalWords } from './terminalWords';

/** Makes this tablet an enrolled device, once, by a code of the command centre. */
export function EnrolForm(): ReactNode {
  const say = useWords(terminalWords);
  const offers = demoCrew(useSiteConfig(({ config }) => config?.demoAccounts ?? NO_ACCOUNTS));
  const [code, setCode] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (): Promise<void> => {
    setBusy(true);
    try {
      await enrol(code.trim());
    } catch (error) {
      const isCode = error instanceof RequestError && (error.code === 'not-found' || error.code === 'unauthenticated');
      setFailure(isCode ? say('enrolRefused') : errorText(error));
      setBusy(false);
    }
  };
  return (
    <DoorFrame title={say('enrolTitle')}>
      <form
        className="door-form"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <label>
          <span>{say('enrolHint')}</span>
          <input
            autoFocus
            autoComplete="off"
            autoCapitalize="characters"
            aria-label={say('enrolCode')}
            placeholder={say('enrolCode')}
            value={code}
            onChange={({ target }) => setCode(target.value)}
          />
        </label>
        {failure !== null && (
          <p className="door-failure" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" className="big primary" disabled={busy || code.trim() === ''}>
          {say('enrol')}
        </button>
      </form>
      {offers.length > 0 && (
        <section className="demo-offer">
          <h2>{say('demoOffer')}</h2>
          {offers.flatMap(({ deviceCode, login, name }) =>
            deviceCode === null
              ? []
              : [
                  <button type="button" key={login} onClick={() => setCode(deviceCode)}>
                    <b>{deviceCode}</b>
                    <span>{name}</span>
                  </button>,
                ],
          )}
        </section>
      )}
    </DoorFrame>
  );
}

const NO_ACCOUNTS: [] = [];
