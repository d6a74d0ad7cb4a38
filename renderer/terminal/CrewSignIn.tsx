import { RequestError, type RequestOutput } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { adopt } from '../session/sessionStore';
import { useSiteConfig } from '../session/siteConfig';
import { errorText } from '../ui/errorText';
import { sayNow, useWords } from '../ui/words/languageStore';
import { request, useConnectionState } from '../wire/pageConnection';
import { demoCrew } from './demoCrew';
import { forgetEnrolment } from './deviceStore';
import { DoorFrame } from './DoorFrame';
import { notify } from './noticeStore';
import { PinPad } from './PinPad';
import { terminalWords } from './terminalWords';

type Choices = RequestOutput<'session:deviceChoices'>;
const LAST_KEPT_UNDER = 'zhiqin.lastSignIn';

/** Who drives which vehicle, proved by a PIN on a pad that a gloved hand can hit. */
export function CrewSignIn({ deviceToken }: { deviceToken: string }): ReactNode {
  const say = useWords(terminalWords);
  const { phase } = useConnectionState();
  const offers = demoCrew(useSiteConfig(({ config }) => config?.demoAccounts ?? NO_ACCOUNTS));
  const [choices, setChoices] = useState<Choices | null>(null);
  const [{ vehicleId, account }, setChosen] = useState(readLast);
  const [pin, setPin] = useState('');
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    if (phase !== 'online') {
      return;
    }
    let ended = false;
    request('session:deviceChoices', { deviceToken }).then(
      (loaded) => {
        if (!ended) {
          setChoices(loaded);
          setChosen((before) => withinChoices(before, loaded));
        }
      },
      (error: unknown) => {
        if (error instanceof RequestError && (error.code === 'unauthenticated' || error.code === 'not-found')) {
          forgetEnrolment();
          notify('bad', sayNow(terminalWords)('deviceUnknown'));
        } else if (!ended) {
          setFailure(errorText(error));
        }
      },
    );
    return () => {
      ended = true;
    };
  }, [deviceToken, phase]);

  const submit = async (): Promise<void> => {
    setBusy(true);
    setFailure(null);
    try {
      const signedIn = await request('session:signInCrew', { deviceToken, account, pin, vehicleId });
      localStorage.setItem(LAST_KEPT_UNDER, JSON.stringify({ vehicleId, account }));
      adopt(signedIn);
    } catch (error) {
      setFailure(
        error instanceof RequestError && error.code === 'unauthenticated' ? say('signInRefused') : errorText(error),
      );
      setPin('');
      setBusy(false);
    }
  };

  return (
    <DoorFrame title={say('signInTitle')}>
      <div className="crew-sign-in">
        <section>
          <h2>
            {say('chooseVehicle')}
            {choices && <small>{choices.deviceName}</small>}
          </h2>
          <div className="choices">
            {choices?.vehicles.map(({ id, plate, placeName }) => (
              <button
                type="button"
                key={id}
                aria-pressed={id === vehicleId}
                onClick={() => setChosen({ vehicleId: id, account })}
              >
                <b>{plate}</b>
                <span>{placeName}</span>
              </button>
            ))}
          </div>
          <h2>{say('choosePerson')}</h2>
          <div className="choices">
            {choices?.crew.map((person) => (
              <button
                type="button"
                key={person.account}
                aria-pressed={person.account === account}
                onClick={() => {
                  setChosen({ vehicleId, account: person.account });
                  setPin('');
                }}
              >
                <b>{person.name}</b>
              </button>
            ))}
          </div>
          <button type="button" className="quiet" onClick={forgetEnrolment}>
            {say('enrolAnother')}
          </button>
        </section>
        <section className="pin-side">
          <h2>
            {say('pin')}
            {offers
              .filter(({ login }) => login === account)
              .map((offer) => (
                <button type="button" className="quiet" key={offer.login} onClick={() => setPin(offer.pin)}>
                  {say('demoOffer')} {offer.pin} · {say('demoFill')}
                </button>
              ))}
          </h2>
          <PinPad pin={pin} onChange={setPin} onSubmit={() => void submit()} />
          <p className="door-failure" role="alert">
            {failure}
          </p>
          <button
            type="button"
            className="big primary"
            disabled={busy || pin === '' || vehicleId === '' || account === '' || phase !== 'online'}
            onClick={() => void submit()}
          >
            {say('signIn')}
          </button>
        </section>
      </div>
    </DoorFrame>
  );
}

interface Chosen {
  readonly vehicleId: string;
  readonly account: string;
}

function readLast(): Chosen {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(LAST_KEPT_UNDER) ?? 'null');
    // The only writer of this key is the sign-in above.
    return parsed === null ? { vehicleId: '', account: '' } : (parsed as Chosen);
  } catch {
    return { vehicleId: '', account: '' };
  }
}

/** Keeps the last choice where it is still offered; where there is only one choice it is made already. */
function withinChoices(before: Chosen, { vehicles, crew }: Choices): Chosen {
  const vehicleId = vehicles.some(({ id }) => id === before.vehicleId) ? before.vehicleId : '';
  const account = crew.some((person) => person.account === before.account) ? before.account : '';
  return {
    vehicleId: vehicleId === '' && vehicles.length === 1 ? (vehicles[0]?.id ?? '') : vehicleId,
    account: account === '' && crew.length === 1 ? (crew[0]?.account ?? '') : account,
  };
}

const NO_ACCOUNTS: [] = [];
