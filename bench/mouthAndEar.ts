/**
 * A mouth and an ear inside pages: what the microphone of one gives and what the other receives, as samples with the
 * moment of each on this machine's one clock. These functions run inside pages; they are handed over as text and must
 * not use anything outside themselves.
 */

declare global {
  interface Window {
    heardSound: SoundTape;
    heardConnections: RTCPeerConnection[];
    spokenSound: SoundTape;
    /** When each tone of the page began, in milliseconds since 1970. */
    toneBeginnings: number[];
  }
}

/** 8 kHz. */
export interface SoundBlock {
  /** Milliseconds on the clock of the samples themselves: blocks that follow each other without a gap say so. */
  readonly position: number;
  /** When it was read, in milliseconds since 1970. */
  readonly at: number;
  readonly samples: number[];
}

export interface SoundTape {
  readonly blocks: SoundBlock[];
  /** What the browser says passes between capturing and reading, in milliseconds; 0 for what is received. */
  latencyMs: number;
}

/** Keeps what the processed microphone gives, with the moment at which the browser captured it; and when tones begin. */
export function tapeMouth(): void {
  const RATE = 8_000;
  window.spokenSound = { blocks: [], latencyMs: 0 };
  window.toneBeginnings = [];
  const { prototype } = AudioScheduledSourceNode;
  const start = Object.getOwnPropertyDescriptor(prototype, 'start')?.value as (when: number) => void;
  prototype.start = function (when = 0) {
    const inMs = Math.max(0, when - this.context.currentTime) * 1_000;
    window.toneBeginnings.push(performance.timeOrigin + performance.now() + inMs);
    Reflect.apply(start, this, [when]);
  };
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await real(constraints);
    const wanted = constraints?.audio;
    const [track] = stream.getAudioTracks();
    if (track && typeof wanted === 'object' && wanted.echoCancellation === true) void tape(track.clone());
    return stream;
  };
  async function tape(track: MediaStreamTrack): Promise<void> {
    const { blocks } = window.spokenSound;
    // Of Chromium, and not yet among the types: the captured sound with its capture times.
    const Processor = (
      globalThis as unknown as { MediaStreamTrackProcessor: new (init: object) => { readable: ReadableStream } }
    ).MediaStreamTrackProcessor;
    const reader = new Processor({ track, maxBufferSize: 500 }).readable.getReader() as ReadableStreamDefaultReader<{
      timestamp: number;
      sampleRate: number;
      numberOfFrames: number;
      copyTo(to: Float32Array, options: object): void;
      close(): void;
    }>;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: 'f32-planar' });
      // Of Chromium, and not yet among the types.
      const { stats } = track as unknown as { stats?: { averageLatency: number } };
      window.spokenSound.latencyMs = stats?.averageLatency ?? 0;
      const every = value.sampleRate / RATE;
      const less: number[] = [];
      for (let from = 0; from + every <= samples.length; from += every) {
        let sum = 0;
        for (let index = 0; index < every; index += 1) sum += samples[from + index] ?? 0;
        less.push(sum / every);
      }
      blocks.push({ position: value.timestamp / 1_000, at: performance.timeOrigin + performance.now(), samples: less });
      if (blocks.length > 6_000) blocks.shift();
      value.close();
    }
  }
}

/** Keeps everything that the page receives, read from the tracks by an AudioWorklet. */
export function tapeEar(): void {
  window.heardSound = { blocks: [], latencyMs: 0 };
  window.heardConnections = [];
  const code = `registerProcessor('tape', class extends AudioWorkletProcessor {
    constructor() { super(); this.kept = []; this.at = 0; this.sum = 0; this.count = 0; }
    process([input]) {
      const channel = input[0];
      if (this.kept.length === 0) { this.at = Date.now(); this.frame = currentFrame; }
      for (let index = 0; index < 128; index += 1) {
        this.sum += channel ? channel[index] : 0;
        this.count += 1;
        if (this.count === 6) { this.kept.push(this.sum / 6); this.sum = 0; this.count = 0; }
      }
      if (this.kept.length >= 170) { this.port.postMessage({ position: this.frame / 48, at: this.at, samples: this.kept }); this.kept = []; }
      return true;
    }
  });`;
  const context = new AudioContext({ sampleRate: 48_000 });
  const ready = context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  let node: AudioWorkletNode | null = null;
  const SILENT = 0.002;
  const RENEW_AFTER_MS = 1_000;
  const sources = new Map<MediaStreamTrack, AudioNode>();
  let renewedAt = 0;
  /**
   * Between the received track and an AudioContext the browser has a buffer of its own: it fills up whenever this
   * context is held up for a moment, up to a tenth of a second, and stays so, since both sides run at one speed. That is
   * the delay of the measuring tape and not of the voice, which pages play by an audio element; so in a pause between
   * two words it is emptied by listening anew.
   */
  const renew = (): void => {
    renewedAt = performance.now();
    for (const [track, source] of [...sources]) {
      source.disconnect();
      sources.delete(track);
      if (track.readyState === 'live') listen(track);
    }
  };
  const listen = (track: MediaStreamTrack): void => {
    if (node === null) return;
    const source = context.createMediaStreamSource(new MediaStream([track]));
    source.connect(node);
    sources.set(track, source);
  };
  const connect = async (track: MediaStreamTrack): Promise<void> => {
    await ready;
    await context.resume();
    if (node === null) {
      node = new AudioWorkletNode(context, 'tape', {
        numberOfInputs: 1,
        channelCount: 1,
        channelCountMode: 'explicit',
      });
      node.port.onmessage = ({ data }: MessageEvent<SoundBlock>) => {
        window.heardSound.blocks.push(data);
        if (window.heardSound.blocks.length > 6_000) window.heardSound.blocks.shift();
        const isSilent = data.samples.every((sample) => Math.abs(sample) < SILENT);
        if (isSilent && performance.now() - renewedAt > RENEW_AFTER_MS) renew();
      };
      node.connect(context.destination);
    }
    listen(track);
  };
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      window.heardConnections.push(this);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') connect(track).catch((error: unknown) => console.error(error));
      });
    }
  };
}

/** A tape on its way out of a page: millions of samples as numbers in words would hold the page up for seconds. */
export interface PackedTape {
  readonly latencyMs: number;
  readonly positions: number[];
  readonly ats: number[];
  readonly lengths: number[];
  /** 16 bits each, base64. */
  readonly samples: string;
}

/** Takes what a page has taped so far; it goes on taping. */
export function takeTape(name: 'spokenSound' | 'heardSound'): PackedTape {
  const tape = window[name];
  const blocks = tape.blocks.splice(0);
  const samples = Int16Array.from(
    blocks.flatMap((block) => block.samples),
    (sample) => Math.round(Math.max(-1, Math.min(1, sample)) * 32_767),
  );
  const bytes = new Uint8Array(samples.buffer);
  let text = '';
  for (let from = 0; from < bytes.length; from += 8_192) {
    text += String.fromCharCode(...bytes.subarray(from, from + 8_192));
  }
  return {
    latencyMs: tape.latencyMs,
    positions: blocks.map(({ position }) => position),
    ats: blocks.map(({ at }) => at),
    lengths: blocks.map((block) => block.samples.length),
    samples: btoa(text),
  };
}

/** Outside the page again. */
export function unpackTape({ latencyMs, positions, ats, lengths, samples }: PackedTape): SoundTape {
  const bytes = Buffer.from(samples, 'base64');
  let from = 0;
  const blocks = positions.map((position, index) => {
    const length = lengths[index] ?? 0;
    const part = Array.from({ length }, (_, place) => bytes.readInt16LE((from + place) * 2) / 32_767);
    from += length;
    return { position, at: ats[index] ?? 0, samples: part };
  });
  return { latencyMs, blocks };
}

/** What the ear's browser has counted of one received track since it began. */
export interface Buffered {
  readonly bytes: number;
  readonly samples: number;
  /** Each in seconds, summed over the samples. */
  readonly waited: number;
  readonly wanted: number;
  readonly concealed: number;
}

/** What the browser says of each sound that it receives, by track. */
export async function readBuffers(): Promise<Record<string, Buffered>> {
  const buffers: Record<string, Buffered> = {};
  for (const connection of window.heardConnections) {
    for (const [id, report] of (await connection.getStats()) as unknown as Map<string, Record<string, unknown>>) {
      if (report['type'] !== 'inbound-rtp' || report['kind'] !== 'audio') continue;
      const number = (name: string): number => Number(report[name] ?? 0);
      buffers[`${window.heardConnections.indexOf(connection)} ${id}`] = {
        bytes: number('bytesReceived'),
        samples: number('jitterBufferEmittedCount'),
        waited: number('jitterBufferDelay'),
        wanted: number('jitterBufferTargetDelay'),
        concealed: number('concealedSamples'),
      };
    }
  }
  return buffers;
}
