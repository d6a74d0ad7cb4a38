import type { Source } from './MediaClient';
import { talkCapabilities } from './TalkChannel';

/** The packets of one talker's producer, as this process receives them. Ends with the producer. */
export class TalkSource {
  private constructor(private readonly stop: () => void) {}

  static async create({ producer, worker }: Source, onPacket: (packet: Buffer) => void): Promise<TalkSource> {
    const consumer = await worker.direct.consume({
      producerId: producer.id,
      rtpCapabilities: talkCapabilities(worker.router.rtpCapabilities),
      paused: false,
    });
    consumer.on('rtp', onPacket);
    return new TalkSource(() => consumer.close());
  }

  close(): void {
    this.stop();
  }
}
