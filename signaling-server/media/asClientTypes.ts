import type { types as server } from 'mediasoup';
import type { types as client } from 'mediasoup-client';

// The two packages describe the same JSON with their own types, of which the server's lists a few more header extension
// URIs. The client ignores a URI that it does not know (RFC 8285), so the cast loses nothing.

export function asClientCapabilities(capabilities: server.RtpCapabilities): client.RtpCapabilities {
  return capabilities as client.RtpCapabilities;
}

export function asClientParameters(parameters: server.RtpParameters): client.RtpParameters {
  return parameters as client.RtpParameters;
}
