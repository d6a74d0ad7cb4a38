import { useEffect } from 'react';
import { colours, fontFamily } from '../ui/theme';
import { loadDistricts } from './districts';
import { useMap } from './MapView';

const SOURCE = 'districts';
const NAMES = 'district-names';
const LAYERS = ['district-fill', 'district-line', 'district-name'] as const;
const NAME_PIXEL_RATIO = 2;
const NAME_SIZE_PX = 15;

/**
 * The outlines of the districts and their names. Names are drawn here as images, because the library draws text only
 * from glyph files of a server.
 */
export function DistrictLayer(): null {
  const { map, datum, hasOwnStyle } = useMap();
  useEffect(() => {
    if (hasOwnStyle) return;
    let gone = false;
    loadDistricts(datum).then(
      ({ outlines, names }) => {
        if (gone) return;
        map.addSource(SOURCE, { type: 'geojson', data: outlines });
        map.addSource(NAMES, { type: 'geojson', data: names });
        for (const { properties } of names.features) {
          const image = imageOf(properties.name);
          if (!map.hasImage(properties.name)) map.addImage(properties.name, image, { pixelRatio: NAME_PIXEL_RATIO });
        }
        map.addLayer({
          id: LAYERS[0],
          type: 'fill',
          source: SOURCE,
          paint: { 'fill-color': '#121B25', 'fill-opacity': 0.85 },
        });
        map.addLayer({
          id: LAYERS[1],
          type: 'line',
          source: SOURCE,
          paint: { 'line-color': '#2C3D4F', 'line-width': 1.2 },
        });
        map.addLayer({
          id: LAYERS[2],
          type: 'symbol',
          source: NAMES,
          layout: { 'icon-image': ['get', 'name'], 'icon-allow-overlap': false, 'icon-padding': 4 },
        });
      },
      (error: unknown) => console.error('the districts could not be loaded', error),
    );
    return () => {
      gone = true;
      if (map.getSource(SOURCE) === undefined) return;
      for (const layer of LAYERS) map.removeLayer(layer);
      map.removeSource(SOURCE);
      map.removeSource(NAMES);
    };
  }, [map, datum, hasOwnStyle]);
  return null;
}

function imageOf(name: string): ImageData {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no 2D canvas');
  const style = (): void => {
    context.font = `${NAME_SIZE_PX * NAME_PIXEL_RATIO}px ${fontFamily}`;
    context.letterSpacing = `${3 * NAME_PIXEL_RATIO}px`;
    context.textBaseline = 'middle';
    context.fillStyle = colours.faint;
  };
  style();
  canvas.width = Math.ceil(context.measureText(name).width) + 4;
  canvas.height = (NAME_SIZE_PX + 8) * NAME_PIXEL_RATIO;
  style();
  context.fillText(name, 2, canvas.height / 2);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
