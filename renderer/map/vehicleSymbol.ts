import { colours, fontFamily } from '../ui/theme';

const LABEL_HEIGHT_PX = 22;
const LABEL_PADDING_PX = 6;
const LABEL_FONT = `600 13px ${fontFamily}`;
const ARROW_PX = 11;

/** How a vehicle is drawn. Offline is hollow, so that its shape says it as well as its colour. */
export interface SymbolLook {
  readonly plate: string;
  readonly colour: string;
  readonly isHollow: boolean;
  readonly isChosen: boolean;
  readonly isSpeaking: boolean;
  /** An open alarm of the vehicle; `sos` is a call for help. */
  readonly alarm: 'sos' | 'alarm' | null;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Draws vehicle symbols and their plates; a plate is drawn once into a small picture and then only copied. */
export class VehicleSymbols {
  private readonly labels = new Map<string, HTMLCanvasElement>();

  constructor(private readonly pixelRatio: number) {}

  /** Where the plate would stand, in CSS pixels: right of the arrow. */
  labelBox(look: SymbolLook, x: number, y: number): Box {
    const label = this.labelOf(look);
    const left = x + 16;
    const top = y - LABEL_HEIGHT_PX / 2;
    return { left, top, right: left + label.width / this.pixelRatio, bottom: top + LABEL_HEIGHT_PX };
  }

  drawLabel(context: CanvasRenderingContext2D, look: SymbolLook, box: Box): void {
    context.drawImage(
      this.labelOf(look),
      Math.round(box.left),
      Math.round(box.top),
      box.right - box.left,
      LABEL_HEIGHT_PX,
    );
  }

  /** `heading` in degrees clockwise from north; null is drawn as a round mark. */
  drawArrow(context: CanvasRenderingContext2D, look: SymbolLook, x: number, y: number, heading: number | null): void {
    context.save();
    context.translate(x, y);
    if (look.alarm === 'sos') ring(context, 28, colours.alarm, `${colours.alarm}33`);
    if (look.isSpeaking) ring(context, 22, colours.talk, `${colours.talk}22`);
    if (look.isChosen) ring(context, 18, colours.select, look.isSpeaking ? null : `${colours.select}22`);
    if (heading !== null) context.rotate((heading * Math.PI) / 180);
    context.beginPath();
    if (heading === null) {
      context.arc(0, 0, ARROW_PX * 0.6, 0, Math.PI * 2);
    } else {
      context.moveTo(0, -ARROW_PX);
      context.lineTo(ARROW_PX * 0.72, ARROW_PX * 0.85);
      context.lineTo(0, ARROW_PX * 0.42);
      context.lineTo(-ARROW_PX * 0.72, ARROW_PX * 0.85);
    }
    context.closePath();
    context.lineJoin = 'round';
    if (look.isHollow) {
      context.fillStyle = colours.background;
      context.fill();
      context.lineWidth = 1.8;
      context.strokeStyle = look.colour;
      context.stroke();
    } else {
      context.lineWidth = 3;
      context.strokeStyle = colours.background;
      context.stroke();
      context.fillStyle = look.colour;
      context.fill();
    }
    context.restore();
  }

  private labelOf(look: SymbolLook): HTMLCanvasElement {
    const key = `${look.plate}|${look.colour}|${look.isChosen}|${look.isHollow}|${look.alarm ?? ''}`;
    const known = this.labels.get(key);
    if (known !== undefined) return known;
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    if (context === null) return canvas;
    context.font = LABEL_FONT;
    const text = look.alarm === null ? look.plate : `▲ ${look.plate}`;
    const width = Math.ceil(context.measureText(text).width) + LABEL_PADDING_PX * 2;
    canvas.width = width * this.pixelRatio;
    canvas.height = LABEL_HEIGHT_PX * this.pixelRatio;
    context.scale(this.pixelRatio, this.pixelRatio);
    context.beginPath();
    context.roundRect(0.75, 0.75, width - 1.5, LABEL_HEIGHT_PX - 1.5, 4);
    const isSos = look.alarm === 'sos';
    context.fillStyle = isSos ? '#B3262C' : look.isChosen ? '#12304F' : '#0A0E13E6';
    context.fill();
    context.lineWidth = look.isChosen ? 1.5 : 1;
    context.strokeStyle = look.isChosen ? colours.select : look.alarm === null ? look.colour : colours.alarm;
    context.globalAlpha = look.isChosen || isSos ? 1 : 0.75;
    context.stroke();
    context.globalAlpha = 1;
    context.font = LABEL_FONT;
    context.textBaseline = 'middle';
    context.fillStyle = look.isHollow && !isSos ? colours.soft : colours.text;
    context.fillText(text, LABEL_PADDING_PX, LABEL_HEIGHT_PX / 2 + 0.5);
    this.labels.set(key, canvas);
    return canvas;
  }
}

function ring(context: CanvasRenderingContext2D, radius: number, colour: string, fill: string | null): void {
  context.beginPath();
  context.arc(0, 0, radius, 0, Math.PI * 2);
  if (fill !== null) {
    context.fillStyle = fill;
    context.fill();
  }
  context.lineWidth = 2;
  context.strokeStyle = colour;
  context.stroke();
}
