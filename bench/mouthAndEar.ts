/**
 * A mouth and an ear inside pages: what the microphone of one gives and what the other receives, as samples with the
 * moment of each on this machine's one clock. These functions run inside pages; they are handed over as text and must
 * not use anything outside themselves.
 */

declare global {
  interface Window {
    heardSound: SoundTape;
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
      };
      node.connect(context.destination);
    }
    context.createMediaStreamSource(new MediaStream([track])).connect(node);
  };
  const Original = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Original {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      this.addEventListener('track', ({ track }) => {
        if (track.kind === 'audio') connect(track).catch((error: unknown) => console.error(error));
      });
    }
  };
}
