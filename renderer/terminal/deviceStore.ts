import { create } from 'zustand';
import { request } from '../wire/pageConnection';

const KEPT_UNDER = 'zhiqin.device';

/** The secret that makes this tablet an enrolled device; null until a code of the centre was entered. */
export const useDevice = create<{ deviceToken: string | null }>(() => ({
  deviceToken: localStorage.getItem(KEPT_UNDER),
}));

/** Throws RequestError: `not-found` or `unauthenticated` for a code that is unknown or used up. */
export async function enrol(code: string): Promise<void> {
  const { deviceToken } = await request('session:enrol', { code });
  localStorage.setItem(KEPT_UNDER, deviceToken);
  useDevice.setState({ deviceToken });
}

/** For a tablet whose enrolment the centre has withdrawn. */
export function forgetEnrolment(): void {
  localStorage.removeItem(KEPT_UNDER);
  useDevice.setState({ deviceToken: null });
}
