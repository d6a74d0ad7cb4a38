import type { CoverageOfTrack, LedgerVehicle } from '@protocol';
import { memo, type MouseEvent, type ReactNode } from 'react';
import { gapWords, viewWords } from '../fleet/fleetWords';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { coverageWords } from './coverageWords';

const HEIGHT = 14;
/** A gap of a second must be seen on a strip of a day. */
const LEAST_SHARE = 0.0012;

/** One camera's or the microphone's day as a strip; a click answers the moment under it. */
export const CoverageStrip = memo(function CoverageStrip({
  coverage,
  elsewhere,
  from,
  to,
  onChoose,
}: {
  coverage: CoverageOfTrack;
  /** When its vehicle was not ours. */
  elsewhere: LedgerVehicle['stays'];
  from: number;
  to: number;
  onChoose: (at: number) => void;
}): ReactNode {
  const say = useWords(coverageWords);
  const sayGap = useWords(gapWords);
  const sayView = useWords(viewWords);
  const { cameraView, stretches } = coverage;
  const span = to - from;
  const name = cameraView === null ? say('evidenceSound') : sayView(cameraView);
  const choose = ({ currentTarget, clientX }: MouseEvent<SVGSVGElement>): void => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const at = Math.round(from + ((clientX - left) / width) * span);
    if (!elsewhere.some((time) => at >= time.from && at < time.to)) onChoose(at);
  };
  // What must not be overlooked is drawn over what is well.
  const ordered = [...stretches].sort((one, other) => Number(one.kind === 'gap') - Number(other.kind === 'gap'));
  return (
    <div className="coverage-strip">
      <span>{name}</span>
      <svg viewBox={`0 0 1 ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name} onClick={choose}>
        {elsewhere.map((time) => (
          <rect
            key={`elsewhere ${time.from}`}
            data-kind="elsewhere"
            x={(time.from - from) / span}
            width={(time.to - time.from) / span}
            height={HEIGHT}
          >
            <title>
              {`${say('from', { from: clockTime(time.from), to: clockTime(time.to) })} · ${say('elsewhere')}`}
            </title>
          </rect>
        ))}
        {ordered.map(({ kind, from: began, to: ended, reason }) => (
          <rect
            key={`${kind} ${began}`}
            data-kind={kind}
            x={(began - from) / span}
            width={Math.max(LEAST_SHARE, (ended - began) / span)}
            height={HEIGHT}
          >
            <title>
              {[
                say('from', { from: clockTime(began), to: clockTime(ended) }),
                ...(kind === 'gap' && reason !== null ? [] : [say(kind)]),
                ...(reason === null ? [] : [sayGap(reason)]),
              ].join(' · ')}
            </title>
          </rect>
        ))}
      </svg>
    </div>
  );
});
