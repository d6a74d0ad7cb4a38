import { escalationCause, escalationStep, type EscalationRule } from '@protocol';
import { useEffect, useState, type ReactNode } from 'react';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { request } from '../wire/pageConnection';
import { escalationStepWords } from './escalationWords';
import { orderSettingsWords } from './orderSettingsWords';
import { priorityWords } from './orderWords';
import { forgetRules } from './rulesStore';

const MOST_STEPS = 20;
type Step = EscalationRule['steps'][number];

/** What happens when nobody answers, for each priority: a row a step, saved as a whole. */
export function RuleEditor({ placeId }: { placeId: string }): ReactNode {
  const say = useWords(orderSettingsWords);
  const [rules, setRules] = useState<readonly EscalationRule[] | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isThere = true;
    request('orders:settings', { placeId }).then(
      (answer) => isThere && setRules(answer.rules),
      (error: unknown) => isThere && setFailure(errorText(error)),
    );
    return () => {
      isThere = false;
    };
  }, [placeId]);
  return (
    <>
      <p className="soft">{say('inherits')}</p>
      {failure !== null && <p role="alert">{failure}</p>}
      {rules === null && failure === null && <p>{say('loading')}</p>}
      <div className="rule-columns">
        {rules?.map((rule) => (
          <OneRule key={rule.priority} rule={{ ...rule, placeId }} />
        ))}
      </div>
    </>
  );
}

function OneRule({ rule }: { rule: EscalationRule }): ReactNode {
  const say = useWords(orderSettingsWords);
  const sayPriority = useWords(priorityWords);
  const [edited, setEdited] = useState(rule);
  const [told, setTold] = useState<{ readonly text: string; readonly isBad: boolean } | null>(null);
  const { steps } = edited;
  const change = (place: number, next: Partial<Step>): void =>
    setEdited({ ...edited, steps: steps.map((step, index) => (index === place ? { ...step, ...next } : step)) });
  const save = async (): Promise<void> => {
    try {
      setEdited(await request('orders:saveRule', { rule: edited }));
      forgetRules();
      setTold({ text: say('saved'), isBad: false });
    } catch (error) {
      setTold({ text: say('failed', { why: errorText(error) }), isBad: true });
    }
  };
  return (
    <form
      className="rule"
      aria-label={sayPriority(rule.priority)}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
      onChange={() => setTold(null)}
    >
      <h4>
        <span className="order-priority" data-priority={rule.priority}>
          {sayPriority(rule.priority)}
        </span>
        <label>
          {say('expires')}
          <input
            type="number"
            min={5}
            max={86_400}
            required
            value={edited.expiresAfterSeconds}
            onChange={({ target }) => setEdited({ ...edited, expiresAfterSeconds: Number(target.value) })}
          />
          {say('seconds')}
        </label>
      </h4>
      <ol>
        {steps.map((step, place) => (
          // A step has no name of its own: it is its place in the list.
          <StepRow
            key={place}
            step={step}
            onChange={(next) => change(place, next)}
            onRemove={() => setEdited({ ...edited, steps: steps.filter((_, index) => index !== place) })}
          />
        ))}
      </ol>
      <footer>
        <button
          type="button"
          disabled={steps.length >= MOST_STEPS}
          onClick={() =>
            setEdited({
              ...edited,
              steps: [...steps, { cause: 'not-accepted', afterSeconds: 60, step: 'repeat-with-tone' }],
            })
          }
        >
          ＋ {say('addStep')}
        </button>
        {told !== null && <small role={told.isBad ? 'alert' : 'status'}>{told.text}</small>}
        <button type="submit" className="primary" disabled={edited === rule}>
          {say('save')}
        </button>
      </footer>
    </form>
  );
}

function StepRow({
  step: { cause, afterSeconds, step },
  onChange,
  onRemove,
}: {
  step: Step;
  onChange: (next: Partial<Step>) => void;
  onRemove: () => void;
}): ReactNode {
  const say = useWords(orderSettingsWords);
  const sayStep = useWords(escalationStepWords);
  return (
    <li>
      <select
        aria-label={say('stepCause')}
        value={cause}
        onChange={({ target }) => onChange({ cause: escalationCause.parse(target.value) })}
      >
        {escalationCause.options.map((one) => (
          <option key={one} value={one}>
            {say(`cause.${one}`)}
          </option>
        ))}
      </select>
      <input
        type="number"
        min={0}
        max={86_400}
        required
        aria-label={say('stepAfter')}
        value={afterSeconds}
        onChange={({ target }) => onChange({ afterSeconds: Number(target.value) })}
      />
      <span>{say('seconds')}</span>
      <select
        aria-label={say('step')}
        value={step}
        onChange={({ target }) => onChange({ step: escalationStep.parse(target.value) })}
      >
        {escalationStep.options.map((one) => (
          <option key={one} value={one}>
            {sayStep(one)}
          </option>
        ))}
      </select>
      <button type="button" aria-label={say('removeStep')} title={say('removeStep')} onClick={onRemove}>
        ✕
      </button>
    </li>
  );
}
