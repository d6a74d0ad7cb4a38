import { drawBuilding, drawCar, drawLamp, drawPerson, drawStall, drawTree } from './drawStanding';
import { Lens } from './Lens';
import { random } from './random';
import type { Standing, StreetPlan } from './streetPlan';
import { MARK_PERIOD_METRES } from './streetPlan';
import { colour, mix, YuvCanvas, type Colour } from './YuvCanvas';

const SEEN_METRES = 170;
const NEAR_METRES = 2.2;
const PATCHES = 150;

interface Patch {
  readonly at: number;
  readonly middle: number;
  readonly width: number;
  readonly length: number;
  readonly shade: number;
}

/** What never moves: the sky and, far off, the city's outline. */
function drawBackdrop(canvas: YuvCanvas, plan: StreetPlan, seed: number): void {
  const horizon = Math.round(canvas.height * Lens.HORIZON);
  for (let y = 0; y < canvas.height; y += 1) {
    canvas.span(y, 0, canvas.width, mix(plan.skyTop, plan.skyLow, Math.min(1, y / horizon)));
  }
  const next = random(seed + 991);
  for (let cloud = 0; cloud < 9; cloud += 1) {
    const [x, y, size] = [next() * canvas.width, next() * horizon * 0.55, 40 + next() * 120];
    const puff = mix(mix(plan.skyTop, plan.skyLow, y / horizon), colour('#f4f6f7'), 0.35);
    canvas.ellipse(x, y, size, size * 0.13, puff);
    canvas.ellipse(x + size * 0.3, y - size * 0.06, size * 0.55, size * 0.12, puff);
  }
  for (let layer = 0; layer < 2; layer += 1) {
    const tone = mix(colour('#5d6b78'), plan.skyLow, layer === 0 ? 0.72 : 0.5);
    for (let x = -20; x < canvas.width;) {
      const width = 18 + next() * 46;
      canvas.rectangle(x, horizon - (layer === 0 ? 40 + next() * 90 : 14 + next() * 50), x + width, horizon + 4, tone);
      x += width + next() * 26;
    }
  }
}

/** Draws one picture of a street, seen through the windscreen of a vehicle that patrols it. */
export class StreetDrawer {
  readonly #backdrop: YuvCanvas;
  readonly #patches: readonly Patch[];

  constructor(
    private readonly canvas: YuvCanvas,
    private readonly plan: StreetPlan,
    seed: number,
  ) {
    this.#backdrop = new YuvCanvas(canvas.width, canvas.height);
    drawBackdrop(this.#backdrop, plan, seed);
    const next = random(seed + 313);
    this.#patches = Array.from({ length: PATCHES }, () => ({
      at: next() * plan.length,
      middle: (next() * 2 - 1) * plan.halfWidth,
      width: 0.15 + next() * next() * 1.6,
      length: 0.4 + next() * 3,
      shade: next(),
    }));
  }

  /** `share` is how much of the clip has been driven, 0 to 1; 1 looks as 0 does. */
  draw(share: number): void {
    const { canvas, plan } = this;
    const turn = share * Math.PI * 2;
    const lens = new Lens(canvas, {
      bob: Math.sin(turn * 23) * 0.9 + Math.sin(turn * 9) * 1.1,
      aside: 1.9 + Math.sin(turn) * 0.25,
      yaw: Math.sin(turn * 2) * 7,
    });
    canvas.copyFrom(this.#backdrop);
    const driven = share * plan.length;
    this.#drawGround(lens, driven);
    const seen: { item: Standing; z: number }[] = [];
    for (const item of plan.standing) {
      const own = item.kind === 'oncoming' ? driven + share * plan.length * item.laps : driven;
      let z = item.at - own;
      z -= Math.floor(z / plan.length) * plan.length;
      for (z -= plan.length; z < SEEN_METRES; z += plan.length) {
        if (z + (item.kind === 'building' ? item.length : 0) > NEAR_METRES) seen.push({ item, z });
      }
    }
    const depth = ({ item, z }: (typeof seen)[number]): number =>
      item.kind === 'building' ? z + item.length / 2 + 6 : z;
    seen.sort((first, second) => depth(second) - depth(first));
    for (const { item, z } of seen) this.#drawStanding(lens, item, z);
    this.#drawBonnet(lens);
  }

  #haze(tone: Colour, z: number): Colour {
    return mix(tone, this.plan.skyLow, Math.min(0.82, Math.max(0, z) / (SEEN_METRES * 1.25)));
  }

  #drawGround(lens: Lens, driven: number): void {
    const { plan, canvas } = this;
    const wide = 90;
    const bands = [NEAR_METRES, 6, 10, 16, 24, 36, 54, 80, 120, SEEN_METRES * 2.5];
    for (let band = bands.length - 2; band >= 0; band -= 1) {
      const [near = 1, far = 2] = [bands[band], bands[band + 1]];
      lens.ground(-wide, wide, near, far, this.#haze(plan.pavement, near));
      lens.ground(-plan.halfWidth - 0.25, plan.halfWidth + 0.25, near, far, this.#haze(colour('#c4c0b6'), near));
      lens.ground(-plan.halfWidth, plan.halfWidth, near, far, this.#haze(plan.road, near));
    }
    canvas.rectangle(0, canvas.height - 1, canvas.width, canvas.height, plan.road);
    const repeat = (period: number, offset: number, draw: (near: number) => void): void => {
      let z = (offset - driven) % period;
      if (z > 0) z -= period;
      for (; z < SEEN_METRES; z += period) draw(z);
    };
    for (const patch of this.#patches) {
      const tone = mix(plan.road, patch.shade < 0.6 ? colour('#33353a') : colour('#7b7b78'), 0.12 + patch.shade * 0.3);
      repeat(plan.length, patch.at, (z) => {
        if (z > 60) return;
        lens.ground(patch.middle - patch.width, patch.middle + patch.width, z, z + patch.length, this.#haze(tone, z));
      });
    }
    repeat(MARK_PERIOD_METRES / 5, 0, (z) => {
      if (z > 70) return;
      const seam = this.#haze(mix(plan.pavement, colour('#5a564f'), 0.5), z);
      for (const side of [-1, 1]) {
        const edge = side * (plan.halfWidth + 0.25);
        lens.ground(Math.min(edge, edge + side * 4), Math.max(edge, edge + side * 4), z, z + 0.12, seam);
      }
    });
    const white = colour('#dcdcd4');
    const lanes = plan.halfWidth > 6 ? [-3.7, 3.7] : [];
    repeat(MARK_PERIOD_METRES, 3, (z) => {
      for (const lane of lanes) lens.ground(lane - 0.08, lane + 0.08, z, z + 6, this.#haze(white, z));
    });
    for (let near = NEAR_METRES; near < SEEN_METRES; near *= 1.6) {
      const yellow = this.#haze(colour('#d2a83a'), near);
      lens.ground(-0.24, -0.12, near, near * 1.6, yellow);
      lens.ground(0.12, 0.24, near, near * 1.6, yellow);
    }
    repeat(plan.length, plan.length * 0.62, (z) => {
      for (let stripe = -plan.halfWidth + 0.5; stripe < plan.halfWidth - 0.5; stripe += 1.1) {
        lens.ground(stripe, stripe + 0.5, z, z + 4, this.#haze(white, z));
      }
    });
  }

  #drawStanding(lens: Lens, item: Standing, z: number): void {
    const haze = (tone: Colour): Colour => this.#haze(tone, z);
    const kerb = this.plan.halfWidth;
    if (item.kind === 'building') {
      drawBuilding(lens, {
        ...item,
        face: item.side * (kerb + 4.6 + item.setBack),
        near: z,
        haze: (tone, at) => this.#haze(tone, at),
      });
    } else if (item.kind === 'tree')
      drawTree(lens, item.side * (kerb + 1), z, item.size, haze(item.paint), haze(colour('#4a3b2e')));
    else if (item.kind === 'lamp') drawLamp(lens, item.side, kerb + 0.6, z, haze(item.paint), haze(colour('#e8e3c8')));
    else if (item.kind === 'stall')
      drawStall(
        lens,
        item.side * (kerb + 2.6),
        z,
        item.size,
        haze(item.paint),
        haze(colour('#8a7a62')),
        haze(colour('#d8c9a0')),
      );
    else if (item.kind === 'person') {
      drawPerson(
        lens,
        item.side * (kerb + 2 + item.size * 1.4),
        z,
        item.size,
        haze(item.paint),
        haze(colour('#c49a7c')),
        haze(colour('#2d3138')),
      );
    } else {
      const x = item.kind === 'oncoming' ? item.lane : kerb - 1.1;
      drawCar(lens, {
        x,
        z,
        paint: haze(item.paint),
        glass: haze(colour('#2a333b')),
        dark: haze(colour('#1d1f22')),
        lamp: haze(colour(item.kind === 'parked' ? '#a02a26' : '#f3eed6')),
      });
    }
  }

  #drawBonnet(lens: Lens): void {
    const { canvas, plan } = this;
    const top = canvas.height - 46 + lens.bob * 0.4;
    const middle = canvas.width / 2;
    canvas.ellipse(
      middle,
      canvas.height + 26,
      middle * 1.02,
      canvas.height + 26 - top,
      mix(plan.bonnet, colour('#4a545e'), 0.45),
    );
    canvas.ellipse(
      middle,
      canvas.height + 34,
      middle * 0.9,
      canvas.height + 30 - top,
      mix(plan.bonnet, colour('#4a545e'), 0.15),
    );
  }
}
