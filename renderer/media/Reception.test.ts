import { RequestError, type Consumption, type RequestName } from '@protocol';
import type { types } from 'mediasoup-client';
import { describe, expect, it, vi } from 'vitest';
import type { Connection } from '../wire/Connection';
import { Reception, type Receiver } from './Reception';

/** Answers to `video:watch` are given by hand, in the order in which they were asked for. */
function receiving() {
  const watches: { answer: (producerId: string) => void; refuse: () => void }[] = [];
  const closed: string[] = [];
  let consumers = 0;
  const request = (name: RequestName, input: { mediaId?: string }): Promise<unknown> => {
    if (name === 'media:close') closed.push(input.mediaId ?? '');
    if (name !== 'video:watch') return Promise.resolve({});
    return new Promise((resolve, reject) => {
      watches.push({
        answer: (producerId) => {
          const consumerId = `consumer-${(consumers += 1)}`;
          resolve({ consumerId, producerId, transportId: 'transport', kind: 'video', rtpParameters: {} });
        },
        refuse: () => reject(new RequestError('not-found', 'no camera')),
      });
    });
  };
  const transport = {
    consume: ({ id }: { id: string }) => Promise.resolve({ id, closed: false, track: { id }, close: () => undefined }),
  };
  // Only what a reception asks of its line and of its transport is there.
  const receiver: Receiver = {
    connection: { request, isReady: true } as unknown as Connection,
    transportOf: (_: Consumption) => Promise.resolve(transport as unknown as types.Transport),
  };
  const reception = new Reception({ kind: 'camera', cameraId: 'car:front' });
  reception.attach(receiver);
  return { reception, watches, closed };
}

const isLive = (reception: Reception) => vi.waitFor(() => expect(reception.state.getState().phase).toBe('live'));

describe('a wanted picture', () => {
  it('is not asked for twice when its camera is announced while the answer is still awaited', async () => {
    const { reception, watches } = receiving();
    reception.producerChanged('new');
    expect(watches).toHaveLength(1);
    watches[0]?.answer('new');
    await isLive(reception);
    reception.producerChanged('new');
    expect(watches).toHaveLength(1);
  });

  it('is asked for again when the answer that was awaited is of a producer that has gone', async () => {
    const { reception, watches, closed } = receiving();
    reception.producerChanged('new');
    watches[0]?.answer('old');
    await vi.waitFor(() => expect(watches).toHaveLength(2));
    expect(closed).toEqual(['consumer-1']);
    watches[1]?.answer('new');
    await isLive(reception);
  });

  it('is asked for again at once when it was refused and its camera has come meanwhile', async () => {
    const { reception, watches } = receiving();
    reception.producerChanged('new');
    watches[0]?.refuse();
    await vi.waitFor(() => expect(watches).toHaveLength(2));
    watches[1]?.answer('new');
    await isLive(reception);
  });
});
