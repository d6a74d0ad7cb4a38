/**
 * A clock drawn into a picture and read back from it: 28 black or white blocks in a row, 24 bits of the wall clock in
 * milliseconds and 4 bits of check sum. These functions run inside pages; they are handed over as text and must not
 * use anything outside themselves.
 */

/** What a page's camera is replaced by; 30 frames a second where nothing is said. */
export interface TimeCodePicture {
  readonly width: number;
  readonly height: number;
  readonly framesPerSecond?: number;
}

/**
 * Replaces the page's camera by a canvas that draws the wall clock. A picture left in the page's session storage under
 * `time-code` goes before the one that is handed in.
 */
export function publishTimeCode(picture: TimeCodePicture): void {
  const kept = sessionStorage.getItem('time-code');
  const { width, height, framesPerSecond = 30 } = kept === null ? picture : (JSON.parse(kept) as TimeCodePicture);
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  const block = width / 28;
  let frame = 0;
  const draw = (): void => {
    if (!context) return;
    frame += 1;
    const code = Date.now() % 2 ** 24;
    const check = ((code & 15) + ((code >> 4) & 15) + ((code >> 8) & 15) + ((code >> 12) & 15) + (code >> 16)) & 15;
    const bits = code.toString(2).padStart(24, '0') + check.toString(2).padStart(4, '0');
    context.fillStyle = '#345';
    context.fillRect(0, 0, width, height);
    context.fillStyle = '#8a6';
    context.fillRect((frame * 7) % width, height * 0.6, width / 8, height / 5);
    for (let index = 0; index < 28; index += 1) {
      context.fillStyle = bits[index] === '1' ? '#fff' : '#000';
      context.fillRect(index * block, 0, block + 1, height / 3);
    }
  };
  setInterval(draw, 1000 / framesPerSecond);
  const drawn = canvas.captureStream(framesPerSecond);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = new MediaStream();
    if (constraints?.audio) {
      (await real({ audio: constraints.audio })).getTracks().forEach((track) => stream.addTrack(track));
    }
    if (constraints?.video) drawn.getVideoTracks().forEach((track) => stream.addTrack(track.clone()));
    return stream;
  };
}

export interface TimeCodeReading {
  /** Milliseconds from drawing to being presented here, one per frame that could be read. */
  delays: number[];
  unreadable: number;
  width: number;
  height: number;
}

/** Reads the clock out of every frame that a video element presents, for some seconds. */
export function readTimeCode({ selector, seconds }: { selector: string; seconds: number }): Promise<TimeCodeReading> {
  return new Promise((resolve, reject) => {
    const video = document.querySelector<HTMLVideoElement>(selector);
    const canvas = document.createElement('canvas');
    canvas.width = 28 * 4;
    canvas.height = 12;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!video || !context) {
      reject(new Error(`nothing to read at ${selector}`));
      return;
    }
    const reading: TimeCodeReading = { delays: [], unreadable: 0, width: 0, height: 0 };
    const end = performance.now() + seconds * 1000;
    const onFrame = (): void => {
      const now = Date.now();
      reading.width = video.videoWidth;
      reading.height = video.videoHeight;
      context.drawImage(video, 0, 0, video.videoWidth, video.videoHeight / 3, 0, 0, canvas.width, canvas.height);
      const row = context.getImageData(0, 6, canvas.width, 1).data;
      let bits = '';
      for (let index = 0; index < 28; index += 1) {
        bits += ((row[(index * 4 + 1) * 4 + 1] ?? 0) + (row[(index * 4 + 2) * 4 + 1] ?? 0)) / 2 > 127 ? '1' : '0';
      }
      const code = parseInt(bits.slice(0, 24), 2);
      const check = ((code & 15) + ((code >> 4) & 15) + ((code >> 8) & 15) + ((code >> 12) & 15) + (code >> 16)) & 15;
      const delay = (now - code + 2 ** 24) % 2 ** 24;
      if (check === parseInt(bits.slice(24), 2) && delay < 60_000) reading.delays.push(delay);
      else reading.unreadable += 1;
      if (performance.now() < end) video.requestVideoFrameCallback(onFrame);
      else resolve(reading);
    };
    video.requestVideoFrameCallback(onFrame);
    setTimeout(() => resolve(reading), seconds * 1000 + 3_000);
  });
}
