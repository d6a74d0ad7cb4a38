import type { Style } from 'mapbox-gl';
import type { SiteConfig } from '../session/siteConfig';
import { colours } from '../ui/theme';

/**
 * What lies under everything: the site's own style, else the site's tiles, else a dark ground that needs no network.
 */
export function baseStyle({ styleUrl, tilesUrl }: SiteConfig['map']): Style | string {
  if (styleUrl !== null) return styleUrl;
  const ground = { id: 'ground', type: 'background' as const, paint: { 'background-color': colours.background } };
  if (tilesUrl === null) return { version: 8, sources: {}, layers: [ground] };
  return {
    version: 8,
    sources: { tiles: { type: 'raster', tiles: [tilesUrl], tileSize: 256 } },
    layers: [ground, { id: 'tiles', type: 'raster', source: 'tiles', paint: { 'raster-opacity': 0.85 } }],
  };
}
