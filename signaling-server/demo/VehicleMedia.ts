import { CameraStream } from './CameraStream';
import { ClipPlayback, type PacketisedClip } from './ClipPlayback';
import type { DemoConnection } from './DemoConnection';
import type { Paced, Pacer } from './Pacer';
import { RtpSender } from './RtpSender';
import { SoundStream } from './SoundStream';

const PICTURE_TYPE = 96;
const SOUND_TYPE = 111;
const PICTURE_CLOCK = 90_000;
const SOUND_CLOCK = 48_000;

/** What a vehicle sends: its clip and what its microphone hears. */
export interface VehicleFootage {
  readonly clip: PacketisedClip;
  readonly evidence: readonly Buffer[];
  readonly answers: readonly (readonly Buffer[])[];
}

interface VehicleMediaOptions {
  readonly connection: DemoConnection;
  readonly pacer: Pacer;
  readonly footage: VehicleFootage;
  /** The local address that packets come from. */
  readonly address: string;
  /** Milliseconds by which this vehicle's pictures stand beside the others', so that they are not all sent at once. */
  readonly offsetMs: number;
  readonly startPicture: number;
}

/** A vehicle's streams through the RTP door, from one ingest to the loss of the line or of the media worker. */
export class VehicleMedia {
  #closed = false;

  private constructor(
    private readonly options: VehicleMediaOptions,
    private readonly senders: readonly RtpSender[],
    private readonly paced: readonly Paced[],
    private readonly talk: SoundStream,
  ) {}

  /** Asks for all three streams and starts the camera and the evidence sound. Throws RequestError. */
  static async create(options: VehicleMediaOptions): Promise<VehicleMedia> {
    const { connection, pacer, footage, address, offsetMs, startPicture } = options;
    const senders: RtpSender[] = [];
    const open = async (payloadType: number, clockRate: number): Promise<RtpSender> => {
      const sender = await RtpSender.create({ address, payloadType, clockRate });
      senders.push(sender);
      return sender;
    };
    try {
      const picture = await open(PICTURE_TYPE, PICTURE_CLOCK);
      const evidence = await open(SOUND_TYPE, SOUND_CLOCK);
      const talk = await open(SOUND_TYPE, SOUND_CLOCK);
      const described = ({ source, payloadType, ssrc }: RtpSender) => ({ source, payloadType, ssrc });
      const answers = await Promise.all([
        connection.request('video:ingest', {
          publication: { track: 'camera', view: 'front' },
          codec: 'H264',
          ...described(picture),
        }),
        connection.request('video:ingest', {
          publication: { track: 'evidence-sound' },
          codec: 'opus',
          ...described(evidence),
        }),
        connection.request('voice:ingest', described(talk)),
      ]);
      await Promise.all(answers.map(async ({ destination }, index) => senders[index]?.connect(destination)));
      const from = performance.now() + offsetMs;
      const evidenceStream = new SoundStream(evidence);
      const talkStream = new SoundStream(talk);
      evidenceStream.play(footage.evidence, from, true);
      const camera = new CameraStream(picture, new ClipPlayback(footage.clip, from, startPicture));
      const paced = [camera, evidenceStream, talkStream];
      for (const one of paced) pacer.add(one);
      return new VehicleMedia(options, senders, paced, talkStream);
    } catch (error) {
      for (const sender of senders) sender.close();
      throw error;
    }
  }

  /** Speaks one of the prepared answers and says how long it takes, in milliseconds. */
  speak(answer: number): number {
    const { answers } = this.options.footage;
    const packets = answers[answer % Math.max(1, answers.length)] ?? [];
    this.talk.play(packets, performance.now(), false);
    return packets.length * 20;
  }

  hush(): void {
    this.talk.stop();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const one of this.paced) this.options.pacer.remove(one);
    for (const sender of this.senders) sender.close();
  }
}
