import type { Map as GlMap } from 'mapbox-gl';
import { createContext, useContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useSiteConfig, type SiteConfig } from '../session/siteConfig';
import { afterPaint } from '../ui/afterPaint';
import { useWords } from '../ui/words/languageStore';
import { baseStyle } from './baseStyle';
import { gcj02, wgs84, type Datum } from './datum';
import './map.css';
import './outline.css';
import { canDrawMap, mapboxgl } from './mapLibrary';
import { mapWords } from './mapWords';

/** The middle of Wuhan. */
const START_CENTRE: [number, number] = [114.31, 30.59];
const START_ZOOM = 10;

export interface MapHandle {
  readonly map: GlMap;
  /** Positions are stored in WGS-84 and moved only for drawing. */
  readonly datum: Datum;
  /** Where the site brings a whole style of its own, the built-in districts stay away. */
  readonly hasOwnStyle: boolean;
}

const MapContext = createContext<MapHandle | null>(null);

/** The map that a layer is drawn on. */
export function useMap(): MapHandle {
  const handle = useContext(MapContext);
  if (handle === null) throw new Error('a layer stands inside MapView');
  return handle;
}

/** The one GL map of a page. Layers and controls are its children, and are there once the map is. */
export function MapView({ label, children }: { label: string; children: ReactNode }): ReactNode {
  const config = useSiteConfig(({ config: told }) => told);
  return config === null ? null : <ConfiguredMap label={label} site={config.map} children={children} />;
}

function ConfiguredMap({
  label,
  site,
  children,
}: {
  label: string;
  site: SiteConfig['map'];
  children: ReactNode;
}): ReactNode {
  const say = useWords(mapWords);
  const container = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<MapHandle | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (container.current === null) return;
    if (!canDrawMap()) {
      setFailed(true);
      return;
    }
    const map = new mapboxgl.Map({
      container: container.current,
      style: baseStyle(site),
      center: START_CENTRE,
      zoom: START_ZOOM,
      minZoom: 7,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      fadeDuration: 0,
      localIdeographFontFamily: "'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif",
    });
    map.touchZoomRotate.disableRotation();
    // Without a listener the library throws what goes wrong with a tile or a style into the void.
    map.on('error', ({ error }) => console.error('map', error));
    map.on('load', () => setHandle({ map, datum: site.gcj02 ? gcj02 : wgs84, hasOwnStyle: site.styleUrl !== null }));
    let isGone = false;
    let isDue = false;
    // A new canvas takes a machine without a graphics card a tenth of a second: what made room for itself is seen first.
    const resize = (): void => {
      isDue = false;
      if (!isGone) map.resize();
    };
    const watcher = new ResizeObserver(() => {
      if (!isDue) afterPaint(resize);
      isDue = true;
    });
    watcher.observe(container.current);
    return () => {
      isGone = true;
      watcher.disconnect();
      setHandle(null);
      // On leaving the page React cleans up here before it does in the layers, which still need the map for it.
      queueMicrotask(() => map.remove());
    };
  }, [site]);

  return (
    <section className="map" aria-label={label} data-ready={handle !== null}>
      <div ref={container} className="map-ground" />
      {failed && <p className="map-failed">{say('noWebgl')}</p>}
      {handle !== null && <MapContext value={handle}>{children}</MapContext>}
    </section>
  );
}
