import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import type { StreamPlace } from './recordedCity';
import { CLIP, markOf, recordedClip } from './recordedClip';

/** A process that sends one clip as many streams, each from a place of its own in it and with marks of its own. */

const FRAME_MS = 1_000 / CLIP.framesASecond;
const PAYLOAD_TYPE = 96;
const TICKS_A_FRAME = 90_000 / CLIP.framesASecond;

const clip = recordedClip();
const keys = clip.flatMap(({ key }, index) => (key ? index : []));
const socket = createSocket('udp4');
socket.bind(0, '127.0.0.1');
await once(socket, 'listening');
socket.setSendBufferSize(4_000_000);
// What mediasoup answers with, receiver reports and wishes for key frames, a replay cannot follow.
socket.on('message', () => undefined);
process.send?.(socket.address().port);
// The bench is gone, however it ended.
process.on('disconnect', () => process.exit(0));

interface Sending extends StreamPlace {
  readonly number: number;
  readonly offset: number;
  readonly delayMs: number;
  sequence: number;
  sent: number;
}

let sendings: Sending[] = [];
let startedAt = 0;

process.on('message', (places: readonly StreamPlace[]) => {
  sendings = places.map((place, number) => ({
    ...place,
    ...{ number, offset: keys[number % keys.length] ?? 0, sequence: number, sent: 0 },
    delayMs: (number * FRAME_MS) / places.length,
  }));
  startedAt = performance.now();
  setInterval(sendDue, 1);
});

function sendDue(): void {
  const now = performance.now() - startedAt;
  for (const stream of sendings) {
    while (stream.delayMs + stream.sent * FRAME_MS <= now) sendPicture(stream);
  }
}

function sendPicture(stream: Sending): void {
  const picture = clip[(stream.offset + stream.sent) % clip.length];
  if (!picture) return;
  // The parameter sets are in a key picture's first packet; its mark comes right behind them.
  const [first, ...rest] = picture.payloads;
  if (!first) return;
  const payloads = picture.key ? [first, markOf(stream.number, stream.sent), ...rest] : picture.payloads;
  payloads.forEach((payload, index) => {
    const header = Buffer.allocUnsafe(12);
    header.writeUInt8(0x80, 0);
    header.writeUInt8((index === payloads.length - 1 ? 0x80 : 0) | PAYLOAD_TYPE, 1);
    header.writeUInt16BE(stream.sequence & 0xffff, 2);
    header.writeUInt32BE((stream.sent * TICKS_A_FRAME) >>> 0, 4);
    header.writeUInt32BE(stream.ssrc, 8);
    stream.sequence += 1;
    socket.send([header, payload], stream.port, '127.0.0.1');
  });
  stream.sent += 1;
}
