/**
 * Browsers cap the media players of a page and free them late: elements are made once, lent out and given back, never
 * destroyed when a page is turned.
 */
class VideoPool {
  private readonly free: HTMLVideoElement[] = [];

  /** A muted, empty player. Sound has its own way, through SoundMixer. */
  take(): HTMLVideoElement {
    return this.free.pop() ?? makeVideo();
  }

  giveBack(video: HTMLVideoElement): void {
    video.remove();
    video.srcObject = null;
    video.removeAttribute('src');
    video.load();
    video.className = '';
    this.free.push(video);
  }
}

function makeVideo(): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.disablePictureInPicture = true;
  return video;
}

/** The one pool of this page. */
export const videoPool = new VideoPool();
