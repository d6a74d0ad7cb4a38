import type { Handlers } from '../wire/Caller';
import { asClientCapabilities } from './asClientTypes';
import { transportOptionsOf } from './MediaClient';
import type { MediaClients } from './MediaClients';
import type { MediaWorkers } from './MediaWorkers';

/** Every router has the same capabilities, so that any worker's may be told. */
export function mediaHandlers({
  clients,
  workers,
}: {
  clients: MediaClients;
  workers: MediaWorkers;
}): Handlers<'media'> {
  return {
    'media:capabilities': async () => ({
      rtpCapabilities: asClientCapabilities((await workers.leastLoaded()).router.rtpCapabilities),
    }),
    'media:introduce': ({ rtpCapabilities }, caller) => {
      clients.of(caller).introduce(rtpCapabilities);
      return Promise.resolve({});
    },
    'media:openSend': async (_, caller) => transportOptionsOf(await clients.of(caller).openSend()),
    'media:connect': async ({ mediaId, dtlsParameters }, caller) => {
      await clients.of(caller).connect(mediaId, dtlsParameters);
      return {};
    },
    'media:restartIce': async ({ mediaId }, caller) => ({
      iceParameters: await clients.of(caller).restartIce(mediaId),
    }),
    'media:resume': async ({ mediaId }, caller) => {
      await clients.of(caller).resume(mediaId);
      return {};
    },
    'media:pause': async ({ mediaId }, caller) => {
      await clients.of(caller).pause(mediaId);
      return {};
    },
    'media:preferLayer': async ({ mediaId, spatialLayer }, caller) => {
      await clients.of(caller).preferLayer(mediaId, spatialLayer);
      return {};
    },
    'media:close': ({ mediaId }, caller) => {
      clients.of(caller).closeMedia(mediaId);
      return Promise.resolve({});
    },
  };
}
