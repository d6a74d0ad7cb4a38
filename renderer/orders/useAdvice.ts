import type { RankedVehicle } from '@protocol';
import { useEffect, useState } from 'react';
import { request } from '../wire/pageConnection';
import type { DraftPlace } from './draftStore';

/** Who should go to a place, the best first; null without a place, or before there is an answer. */
export function useAdvice(place: DraftPlace | null): readonly RankedVehicle[] | null {
  const [advice, setAdvice] = useState<{ readonly at: string; readonly ranked: readonly RankedVehicle[] } | null>(null);
  const longitude = place?.longitude ?? null;
  const latitude = place?.latitude ?? null;
  const at = `${longitude} ${latitude}`;
  useEffect(() => {
    if (longitude === null || latitude === null) return undefined;
    let isCurrent = true;
    request('orders:rank', { longitude, latitude }).then(
      ({ vehicles }) => isCurrent && setAdvice({ at, ranked: vehicles }),
      (error: unknown) => console.error('there is no advice', error),
    );
    return () => {
      isCurrent = false;
    };
  }, [longitude, latitude, at]);
  return longitude !== null && advice?.at === at ? advice.ranked : null;
}
