import type { CameraView } from '@protocol';

export interface CameraDevice {
  readonly deviceId: string;
  readonly label: string;
}

/** Which device is which camera of the vehicle, kept on the tablet so that a reload comes back by itself. */
export interface CaptureChoice {
  readonly cameras: readonly (CameraDevice & { readonly view: CameraView | null })[];
  readonly microphoneId: string | null;
}

export const emptyChoice: CaptureChoice = { cameras: [], microphoneId: null };

/**
 * Gives each device its view: what was chosen before stays (a browser may have renewed the ids, so the label counts
 * too); a new device takes the first view that is free; a chosen device that is not there stays in the list, so that
 * its absence is seen. Views are those the vehicle has.
 */
export function assignViews(
  devices: readonly CameraDevice[],
  views: readonly CameraView[],
  kept: CaptureChoice['cameras'],
): { readonly device: CameraDevice; readonly view: CameraView | null; readonly present: boolean }[] {
  const taken = new Set<CameraView>();
  const keptOf = (device: CameraDevice) =>
    kept.find(({ deviceId }) => deviceId === device.deviceId) ??
    kept.find(({ label }) => label !== '' && label === device.label);
  const assigned = devices.map((device) => {
    const known = keptOf(device);
    if (!known) {
      return { device, view: undefined, present: true };
    }
    const view = known.view !== null && views.includes(known.view) && !taken.has(known.view) ? known.view : null;
    if (view !== null) {
      taken.add(view);
    }
    return { device, view, present: true };
  });
  const missing = kept
    .filter(
      (known) =>
        known.view !== null &&
        !taken.has(known.view) &&
        views.includes(known.view) &&
        !devices.some((device) => keptOf(device) === known),
    )
    .map(({ deviceId, label, view }) => {
      if (view !== null) {
        taken.add(view);
      }
      return { device: { deviceId, label }, view, present: false };
    });
  const complete = assigned.map(({ device, view, present }) => {
    if (view !== undefined) {
      return { device, view, present };
    }
    const free = views.find((candidate) => !taken.has(candidate)) ?? null;
    if (free !== null) {
      taken.add(free);
    }
    return { device, view: free, present };
  });
  return [...complete, ...missing];
}
