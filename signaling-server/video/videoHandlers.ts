import { ownVehicleId } from '../fleet/fleetHandlers';
import type { Handlers } from '../wire/Caller';
import type { Cameras } from './Cameras';

export function videoHandlers(cameras: Cameras): Handlers<'video'> {
  return {
    'video:publish': async (input, caller) => ({
      producerId: await cameras.publish(caller, ownVehicleId(caller), input),
    }),
    'video:unpublish': ({ producerId, reason }, caller) => {
      cameras.unpublish(caller, producerId, reason);
      return Promise.resolve({});
    },
    'video:ingest': (input, caller) => cameras.ingest(caller, ownVehicleId(caller), input),
    'video:watch': ({ cameraId }, caller) => cameras.watch(caller, cameraId),
    'video:listen': ({ vehicleId }, caller) => cameras.listen(caller, vehicleId),
  };
}
