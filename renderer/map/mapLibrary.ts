import mapboxgl from 'mapbox-gl';
import 'mapbox-gl/dist/mapbox-gl.css';
import workerUrl from 'mapbox-gl/dist/mapbox-gl-csp-worker.js?url';

// The library's types do not know this setting of its CSP build, whose worker is a file of its own and no blob.
Object.assign(mapboxgl, { workerUrl });

/**
 * Whether this browser can draw the map. The library's own answer tries a worker made from a blob, which the content
 * security policy forbids and the map does not need.
 */
export function canDrawMap(): boolean {
  const context = document.createElement('canvas').getContext('webgl');
  // A browser has few of them, and the map is to have this one.
  context?.getExtension('WEBGL_lose_context')?.loseContext();
  return context !== null;
}

export { mapboxgl };
