import type { types as server } from 'mediasoup';
import type { types as client } from 'mediasoup-client';

/** What a router can do, in the client library's types. */
export function asClientCapabilities(capabilities: server.RtpCapabilities): client.RtpCapabilities {
  // Both packages describe the same JSON; the server's lists a few more header extension URIs, and a client ignores a
  // URI that it does not know (RFC 8285), so the cast loses nothing.
  return capabilities as client.RtpCapabilities;
}

/** What a consumer is sent with, in the client library's types. */
export function asClientParameters(parameters: server.RtpParameters): client.RtpParameters {
  // As above: the same JSON, and unknown header extensions are ignored.
  return parameters as client.RtpParameters;
}
