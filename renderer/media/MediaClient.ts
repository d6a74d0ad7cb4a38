import type { Consumption } from '@protocol';
import { Device, type types } from 'mediasoup-client';
import type { Connection } from '../wire/Connection';
import { keepAlive } from './keepAlive';
import { Publishing, type Published, type Sender } from './Publishing';
import { ReceiveTransports } from './ReceiveTransports';
import { Reception, type Receiver, type Source } from './Reception';

const RETRY_MS = 1_500;

/** Carried with each frame, so that the other end knows when it was seen and not only when it came. */
const forcedRtpExtensions = { 'http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time': true } as const;

/** Everything that lives as long as one connection does. */
interface Line extends Receiver, Sender {
  readonly receiving: ReceiveTransports;
  close(): void;
}

/**
 * Wanted and published tracks of this page. Both outlive the connection: after every reconnect they are opened anew on
 * the new one.
 */
export class MediaClient {
  private line: Line | null = null;
  private device: { readonly madeFor: string; readonly device: Device } | null = null;
  private opening = 0;
  private sending: types.Transport | null = null;
  private sendTransport: Promise<types.Transport> | null = null;
  private readonly receptions = new Set<Reception>();
  private readonly publishings = new Set<Publishing>();

  constructor(private readonly connection: Connection) {
    connection.onReady(() => void this.openLine());
    connection.state.subscribe(({ phase }) => {
      if (phase !== 'online') this.loseLine();
    });
    connection.on('media:consumerClosed', ({ consumerId }) => {
      for (const reception of this.receptions) reception.consumerClosed(consumerId);
    });
    connection.on('media:transportClosed', ({ transportId }) => this.transportClosed(transportId));
    connection.on('fleet:changed', ({ cameras }) => {
      for (const camera of cameras) {
        for (const reception of this.receptionsOf(camera.id)) reception.producerChanged(camera.producerId);
      }
    });
  }

  /** A camera's picture. Whoever watches closes it. */
  watch(cameraId: string): Reception {
    return this.receive({ kind: 'camera', cameraId });
  }

  /** A vehicle's evidence sound: the server asks for the permission and writes an audit row. */
  listen(vehicleId: string): Reception {
    return this.receive({ kind: 'sound', vehicleId });
  }

  /** A talk group's talk, whoever speaks. */
  joinGroup(groupId: string): Reception {
    return this.receive({ kind: 'group', groupId });
  }

  /** What the other one of a telephone call says; for the two who talk. */
  hearCall(callId: string): Reception {
    return this.receive({ kind: 'call', callId });
  }

  /** A vehicle's surroundings. `begin` asks for them with the reason, and again after a lost line. */
  listenAmbient(begin: () => Promise<Consumption>): Reception {
    return this.receive({ kind: 'ambient', begin });
  }

  /** Publishes a track until the answer is closed. The track stays its maker's. */
  publish(published: Published, track: MediaStreamTrack): Publishing {
    const publishing = new Publishing(published, track);
    this.publishings.add(publishing);
    publishing.state.subscribe(({ phase }) => {
      if (phase === 'closed') this.publishings.delete(publishing);
    });
    if (this.line !== null) publishing.attach(this.line);
    return publishing;
  }

  private receive(source: Source): Reception {
    const reception = new Reception(source);
    this.receptions.add(reception);
    reception.state.subscribe(({ phase }) => {
      if (phase === 'closed') this.receptions.delete(reception);
    });
    if (this.line !== null) reception.attach(this.line);
    return reception;
  }

  private receptionsOf(cameraId: string): Reception[] {
    return [...this.receptions].filter(({ source }) => source.kind === 'camera' && source.cameraId === cameraId);
  }

  private async openLine(): Promise<void> {
    this.loseLine();
    const opening = (this.opening += 1);
    try {
      const before = this.device;
      // A server that was started again says the same as before, so what is wanted does not wait for its answer.
      const [{ rtpCapabilities }] = await Promise.all([
        this.connection.request('media:capabilities', {}),
        before === null ? null : this.openOn(before.device),
      ]);
      const madeFor = JSON.stringify(rtpCapabilities);
      if (opening !== this.opening || before?.madeFor === madeFor) return;
      const device = await Device.factory({ forcedRtpExtensions });
      await device.load({ routerRtpCapabilities: rtpCapabilities });
      if (opening !== this.opening) return;
      this.device = { madeFor, device };
      this.forgetLine();
      await this.openOn(device);
    } catch (error) {
      if (opening !== this.opening) return;
      console.error('media could not be opened', error);
      setTimeout(() => {
        if (opening === this.opening && this.connection.isReady) void this.openLine();
      }, RETRY_MS);
    }
  }

  /** Everything wanted and published goes onto a line of this device; the server takes the introduction first. */
  private async openOn(device: Device): Promise<void> {
    const introduced = this.connection.request('media:introduce', { rtpCapabilities: device.recvRtpCapabilities });
    this.line = this.lineOf(device);
    for (const publishing of this.publishings) publishing.attach(this.line);
    for (const reception of this.receptions) reception.attach(this.line);
    await introduced;
  }

  private loseLine(): void {
    this.opening += 1;
    this.forgetLine();
  }

  private forgetLine(): void {
    if (this.line === null) return;
    this.line.close();
    this.line = null;
    for (const reception of this.receptions) reception.attach(null);
    for (const publishing of this.publishings) publishing.attach(null);
  }

  private transportClosed(transportId: string): void {
    this.line?.receiving.forget(transportId);
    for (const reception of this.receptions) reception.transportLost(transportId);
    if (this.sending?.id === transportId) this.republish();
  }

  private lineOf(device: Device): Line {
    const receiving = new ReceiveTransports(device, this.connection, (transportId) => {
      for (const reception of this.receptions) reception.transportLost(transportId);
    });
    return {
      connection: this.connection,
      codecs: device.sendRtpCapabilities.codecs ?? [],
      receiving,
      transportOf: (consumption: Consumption) => receiving.of(consumption),
      transport: () => (this.sendTransport ??= this.openSend(device)),
      close: () => {
        receiving.close();
        this.sending?.close();
        this.sending = null;
        this.sendTransport = null;
      },
    };
  }

  private async openSend(device: Device): Promise<types.Transport> {
    try {
      const transport = device.createSendTransport(await this.connection.request('media:openSend', {}));
      this.sending = transport;
      transport.on('connect', ({ dtlsParameters }, done, failed) => {
        this.connection.request('media:connect', { mediaId: transport.id, dtlsParameters }).then(done, failed);
      });
      transport.on('produce', ({ rtpParameters, appData }, done, failed) => {
        this.announce(transport.id, appData, rtpParameters).then((id) => done({ id }), failed);
      });
      keepAlive(transport, this.connection, () => this.republish());
      return transport;
    } catch (error) {
      this.sendTransport = null;
      throw error;
    }
  }

  private async announce(
    transportId: string,
    appData: types.AppData,
    rtpParameters: types.RtpParameters,
  ): Promise<string> {
    // Publishing.options is the only maker of these application data.
    const published = appData.published as Published;
    const answer =
      published.track === 'talk'
        ? await this.connection.request('voice:publish', { transportId, rtpParameters })
        : await this.connection.request('video:publish', { transportId, publication: published, rtpParameters });
    return answer.producerId;
  }

  /** The old send transport is gone: everything published goes out on a new one. */
  private republish(): void {
    this.sending?.close();
    this.sending = null;
    this.sendTransport = null;
    for (const publishing of this.publishings) publishing.attach(this.line);
  }
}
