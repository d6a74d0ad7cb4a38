import type { EventName, EventPayload, RequestInput, RequestName, RouteName } from '@protocol';
import type { RouteParams } from './http';

// One valid example of every message, about things in the eastern district. The generated tests send them; a message
// without its example does not compile, so that no new one is forgotten.

const CLIENT_KEY = '0b3c5c1e-6f0f-4c5b-9a53-3f0a4be0d111';
const position = { number: 1, at: 1, longitude: 114.3, latitude: 30.6, speed: 20, heading: 90, accuracy: 5 };
const parameters = { codecs: [], encodings: [], headerExtensions: [], rtcp: {} };
const source = { ip: '127.0.0.1', port: 5000 };

export const requestExamples: { readonly [Name in RequestName]: RequestInput<Name> } = {
  'session:signIn': { account: 'nobody', password: 'wrong' },
  'session:resume': { token: 'unknown' },
  'session:enrol': { code: 'unknown' },
  'session:deviceChoices': { deviceToken: 'unknown' },
  'session:signInCrew': { deviceToken: 'unknown', account: 'nobody', pin: '0000', vehicleId: 'car-east' },
  'session:changePassword': { oldPassword: 'old', newPassword: 'a new password' },
  'session:signOut': {},
  'session:revoke': { sessionId: 'session-east' },
  'session:time': {},
  'fleet:list': {},
  'fleet:track': { vehicleId: 'car-east', from: 0, to: 1 },
  'fleet:own': {},
  'fleet:goOnDuty': { crew: ['张伟'] },
  'fleet:goOffDuty': {},
  'fleet:setStatus': { status: 'busy' },
  'fleet:explainCamera': { view: 'front', reason: 'camera-busy' },
  'fleet:report': { positions: [position] },
  'media:capabilities': {},
  'media:introduce': { rtpCapabilities: { codecs: [], headerExtensions: [] } },
  'media:openSend': {},
  'media:connect': { mediaId: 'media-east', dtlsParameters: { role: 'client', fingerprints: [] } },
  'media:restartIce': { mediaId: 'media-east' },
  'media:resume': { mediaId: 'media-east' },
  'media:pause': { mediaId: 'media-east' },
  'media:preferLayer': { mediaId: 'media-east', spatialLayer: 0 },
  'media:close': { mediaId: 'media-east' },
  'video:publish': {
    transportId: 'media-east',
    publication: { track: 'camera', view: 'front' },
    rtpParameters: parameters,
  },
  'video:unpublish': { producerId: 'media-east', reason: 'camera-changed' },
  'video:ingest': { publication: { track: 'evidence-sound' }, source, codec: 'opus', payloadType: 100, ssrc: 1 },
  'video:watch': { cameraId: 'car-east:front' },
  'video:listen': { vehicleId: 'car-east' },
  'voice:list': {},
  'voice:publish': { transportId: 'media-east', rtpParameters: parameters },
  'voice:ingest': { source, payloadType: 100, ssrc: 1 },
  'voice:join': { groupId: 'group-east' },
  'voice:requestFloor': { groupId: 'group-east' },
  'voice:releaseFloor': { groupId: 'group-east', burstId: 'burst' },
  'orders:list': {},
  'orders:send': { clientKey: CLIENT_KEY, vehicleIds: ['car-east'], text: '前往', priority: 'routine', place: null },
  'orders:advance': { orderId: 'order-east', state: 'accepted', note: null },
  'orders:say': { clientKey: CLIENT_KEY, orderId: 'order-east', text: '收到' },
  'recording:segments': { vehicleId: 'car-east', from: 0, to: 1 },
  'recording:bursts': { from: 0, to: 1 },
  'recording:state': {},
  'feed:list': { from: 0, to: 1, limit: 10 },
};

export const eventExamples: { readonly [Name in EventName]: EventPayload<Name> } = {
  'session:ended': { sessionId: 'session-east', reason: 'revoked' },
  'fleet:changed': {
    id: 'car-east',
    plate: '鄂A·00001',
    placeId: 'east',
    online: true,
    onDuty: true,
    status: 'free',
    crew: [],
    cameras: [],
    hasSound: false,
    position: null,
    revision: 1,
  },
  'fleet:moved': [{ vehicleId: 'car-east', position }],
  'media:consumerClosed': { consumerId: 'media-east', reason: 'right-lost' },
  'media:transportClosed': { transportId: 'media-east' },
  'voice:changed': {
    group: {
      id: 'group-east',
      name: '东区',
      kind: 'district',
      placeId: 'east',
      vehicleIds: ['car-east'],
      speaker: null,
      revision: 1,
    },
    ended: null,
  },
  'orders:changed': {
    id: 'order-east',
    number: 1,
    text: '前往',
    priority: 'routine',
    place: null,
    senderName: '值班席',
    sentAt: 1,
    receipts: [{ vehicleId: 'car-east', state: 'sent', times: { sent: 1 }, note: null }],
    revision: 1,
  },
  'orders:said': { id: 'message', vehicleId: 'car-east', orderId: null, senderName: '张伟', text: '收到', at: 1 },
  'recording:stateChanged': { present: true, since: 1, recordingTracks: 1, expectedTracks: 1, freeBytes: null },
  'feed:added': { id: 'entry', at: 1, kind: 'on-duty', placeId: 'east', vehicleId: 'car-east', details: {} },
};

export const routeExamples: { readonly [Name in RouteName]: RouteParams<Name> } = {
  'GET /media/segments/:segmentId': { segmentId: 'segment-east' },
  'GET /media/cameras/:cameraId/poster': { cameraId: 'car-east:front' },
};
