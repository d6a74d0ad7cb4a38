import { describe, expect, it } from 'vitest';
import { PosterShelf, type Poster } from './PosterShelf';

// Nothing is drawn here: what stands for a picture is never looked into.
const poster = (capturedAt: number): Poster => ({ picture: {} as HTMLCanvasElement, capturedAt, takenAt: capturedAt });

describe('the shelf of posters', () => {
  it('keeps the newest picture of each camera', () => {
    const shelf = new PosterShelf();
    shelf.put('camera-1', poster(1));
    shelf.put('camera-2', poster(2));
    shelf.put('camera-1', poster(3));
    expect([shelf.get('camera-1')?.capturedAt, shelf.get('camera-2')?.capturedAt]).toEqual([3, 2]);
    expect(shelf.get('camera-3')).toBeNull();
  });

  it('lets the longest unchanged one go where there is no room', () => {
    const shelf = new PosterShelf();
    for (let camera = 0; !shelf.isFull; camera += 1) shelf.put(`camera-${camera}`, poster(camera));
    shelf.put('camera-0', poster(100));
    shelf.put('one more', poster(101));
    expect(shelf.get('camera-0')).not.toBeNull();
    expect(shelf.get('camera-1')).toBeNull();
    expect(shelf.get('one more')).not.toBeNull();
  });

  it('is empty for the next person', () => {
    const shelf = new PosterShelf();
    shelf.put('camera-1', poster(1));
    shelf.clear();
    expect(shelf.get('camera-1')).toBeNull();
  });
});
