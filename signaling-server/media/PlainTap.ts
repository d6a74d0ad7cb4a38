import type { types } from 'mediasoup';
import { ABSOLUTE_CAPTURE_TIME_URI } from './mediaCodecs';
import { followSteadyLayers } from './followSteadyLayers';
import { openingViewers } from './OpeningViewers';

export interface PlainTapOptions {
  producer: types.Producer;
  /** The router that the producer stands in. */
  router: types.Router;
  /** Where the packets go: the recorder's socket. */
  destination: { ip: string; port: number };
  /** The address to send from; loopback unless the destination is another machine. */
  listenIp?: string;
}

/** One track sent as plain RTP to one address, as a recorder wants it: no retransmissions, no probing. */
export interface PlainTap {
  readonly rtpParameters: types.RtpParameters;
  readonly kind: types.MediaKind;
  /** `video/H264`, `video/VP8`, `audio/opus`, `audio/PCMA` or `audio/PCMU`. */
  readonly codec: string;
  readonly clockRate: number;
  readonly payloadType: number;
  readonly ssrc: number;
  /** From where the packets come, so that the recorder can drop all others. */
  readonly source: { readonly ip: string; readonly port: number };
  /** Nothing is sent before this. */
  resume(): Promise<void>;
  /** Where a viewer is just opening, his request serves this one too. */
  requestKeyFrame(): Promise<void>;
  /** Told once, when the producer, its router or this tap is closed. */
  onClosed(listener: () => void): void;
  close(): void;
}

/**
 * Created paused. A producer with simulcast is tapped at its highest steady layer. Retransmissions would arrive on the same
 * port as a second stream, and transport-wide feedback that nobody sends would starve the stream, so both are left out.
 */
export async function createPlainTap(options: PlainTapOptions): Promise<PlainTap> {
  const { producer, router, destination, listenIp = '127.0.0.1' } = options;
  const transport = await router.createPlainTransport({
    listenInfo: { protocol: 'udp', ip: listenIp },
    rtcpMux: true,
    comedia: false,
  });
  try {
    await transport.connect({ ip: destination.ip, port: destination.port });
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: strippedCapabilities(router.rtpCapabilities),
      paused: true,
      ...(producer.type === 'simple' ? {} : { preferredLayers: { spatialLayer: 2, temporalLayer: 2 } }),
    });
    if (consumer.type === 'simulcast') followSteadyLayers(producer, consumer);
    return tapOf(transport, consumer);
  } catch (error) {
    transport.close();
    throw error;
  }
}

function tapOf(transport: types.PlainTransport, consumer: types.Consumer): PlainTap {
  const codec = consumer.rtpParameters.codecs[0];
  const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
  if (!codec || ssrc === undefined) throw new Error('a consumer without a codec or an SSRC');
  consumer.once('producerclose', () => transport.close());
  return {
    rtpParameters: consumer.rtpParameters,
    kind: consumer.kind,
    codec: codec.mimeType,
    clockRate: codec.clockRate,
    payloadType: codec.payloadType,
    ssrc,
    source: { ip: transport.tuple.localAddress, port: transport.tuple.localPort },
    resume: () => consumer.resume(),
    requestKeyFrame: async () => {
      const haveAsked = await openingViewers.haveAsked(consumer.producerId);
      if (!haveAsked && !consumer.closed) await consumer.requestKeyFrame();
    },
    onClosed: (listener) => void transport.observer.once('close', listener),
    close: () => transport.close(),
  };
}

function strippedCapabilities(capabilities: types.RtpCapabilities): types.RtpCapabilities {
  return {
    codecs: (capabilities.codecs ?? [])
      .filter(({ mimeType }) => !mimeType.toLowerCase().endsWith('/rtx'))
      .map((codec) => ({
        ...codec,
        rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
          ({ type, parameter }) => (type === 'nack' && parameter === 'pli') || type === 'ccm',
        ),
      })),
    headerExtensions: (capabilities.headerExtensions ?? []).filter(({ uri }) => uri === ABSOLUTE_CAPTURE_TIME_URI),
  };
}
