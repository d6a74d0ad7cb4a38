import type { CoverageOfTrack, TrackClock } from '@protocol';

type KnownClock = TrackClock & Pick<CoverageOfTrack, 'cameraView'>;

/** The clock of a vehicle's track that is furthest off; null where no sender said anything of its own. */
export function worstClock(tracks: readonly CoverageOfTrack[]): KnownClock | null {
  const known = tracks.flatMap(({ clock, cameraView }): KnownClock[] => (clock ? [{ ...clock, cameraView }] : []));
  const off = ({ leastOffMs, mostOffMs }: TrackClock): number => Math.max(Math.abs(leastOffMs), Math.abs(mostOffMs));
  return known.reduce<KnownClock | null>((worst, one) => (worst && off(worst) >= off(one) ? worst : one), null);
}

/** `+0.42`, `-1.30`: seconds to a hundredth, with their sign. */
export function signedSeconds(milliseconds: number): string {
  const hundredths = Math.round(milliseconds / 10);
  return `${hundredths > 0 ? '+' : hundredths < 0 ? '-' : ''}${(Math.abs(hundredths) / 100).toFixed(2)}`;
}

/** Never less than what is not known: rounded up to a hundredth of a second. */
export function uncertainSeconds(milliseconds: number): string {
  return (Math.max(1, Math.ceil(milliseconds / 10)) / 100).toFixed(2);
}
