import type { Camera } from '@protocol';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { useConnectionState } from '../wire/pageConnection';
import { nothingYet, PictureView, type Picture, type Showing } from './PictureView';

/** Shows a camera in a box, and tells what is to be said over it. */
export function usePicture(camera: Camera, layer: number): { box: RefObject<HTMLDivElement | null>; picture: Picture } {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<PictureView | null>(null);
  const [picture, setPicture] = useState(nothingYet);
  const isOnline = useConnectionState().phase === 'online';
  const isCameraOff = camera.state === 'off';
  const showing = useRef<Showing>({ isCameraOff, isOnline, layer });

  useEffect(() => {
    showing.current = { isCameraOff, isOnline, layer };
    view.current?.show(showing.current);
  }, [isCameraOff, isOnline, layer]);

  useEffect(() => {
    if (box.current === null) return;
    setPicture(nothingYet);
    const opened = PictureView.create(box.current, camera.id, showing.current, setPicture);
    view.current = opened;
    return () => {
      opened.close();
      view.current = null;
    };
  }, [camera.id]);

  return { box, picture };
}
