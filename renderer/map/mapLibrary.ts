import mapboxgl from 'mapbox-gl';
import 'mapbox-gl/dist/mapbox-gl.css';
import workerUrl from 'mapbox-gl/dist/mapbox-gl-csp-worker.js?url';

// The library's types do not know this setting of its CSP build, whose worker is a file of its own and no blob.
Object.assign(mapboxgl, { workerUrl });

export { mapboxgl };
