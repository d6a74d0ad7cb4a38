import type { Consumption } from '@protocol';
import type { Device, types } from 'mediasoup-client';
import type { Connection } from '../wire/Connection';
import { keepAlive } from './keepAlive';

/** How long an answer that names a transport may overtake the answer that describes it. */
const DESCRIPTION_WAIT_MS = 3_000;

/** The transports on which this connection is sent media: one for the sound and one for the pictures of each media worker. */
export class ReceiveTransports {
  private readonly transports = new Map<string, types.Transport>();
  private readonly awaited = new Map<string, Set<(transport: types.Transport) => void>>();

  constructor(
    private readonly device: Device,
    private readonly connection: Connection,
    /** Called when a transport could not be saved, after the server has been told to close it. */
    private readonly lost: (transportId: string) => void,
  ) {}

  /** The transport a consumption stands on, made when it is described for the first time. */
  async of({ transportId, transport: description }: Consumption): Promise<types.Transport> {
    const existing = this.transports.get(transportId);
    if (existing !== undefined && !existing.closed) return existing;
    if (description === null) return this.described(transportId);
    const transport = this.device.createRecvTransport(description);
    this.transports.set(transportId, transport);
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      this.connection.request('media:connect', { mediaId: transportId, dtlsParameters }).then(done, failed);
    });
    keepAlive(transport, this.connection, () => {
      this.forget(transportId);
      this.lost(transportId);
    });
    for (const give of this.awaited.get(transportId) ?? []) give(transport);
    this.awaited.delete(transportId);
    return transport;
  }

  /** Said by the server when a transport died with its media worker. */
  forget(transportId: string): void {
    this.transports.get(transportId)?.close();
    this.transports.delete(transportId);
  }

  close(): void {
    for (const transport of this.transports.values()) transport.close();
    this.transports.clear();
  }

  private described(transportId: string): Promise<types.Transport> {
    return new Promise((resolve, reject) => {
      const waiting = this.awaited.get(transportId) ?? new Set();
      this.awaited.set(transportId, waiting);
      const timer = setTimeout(() => {
        waiting.delete(give);
        reject(new Error(`transport ${transportId} was never described`));
      }, DESCRIPTION_WAIT_MS);
      const give = (transport: types.Transport): void => {
        clearTimeout(timer);
        resolve(transport);
      };
      waiting.add(give);
    });
  }
}
