import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import PDFDocument from 'pdfkit';

/** Where Debian's `fonts-noto-cjk` has the font that set-up installs. */
const FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc';
const FONT_NAME = 'NotoSansCJKsc-Regular';
const MARGIN = 48;
const INK = '#1f2933';
const FAINT = '#6b7785';
const RULE = '#d5dbe1';
const NUMBERS = '一二三四五六七八九十';
const CELL_PADDING = 3;

/** An A4 report being written from top to bottom: headings, tables, pictures. */
export class ReportPage {
  private headings = 0;
  private readonly ended: Promise<unknown>;

  private constructor(
    readonly canvas: PDFKit.PDFDocument,
    path: string,
  ) {
    const file = createWriteStream(path);
    canvas.pipe(file);
    this.ended = once(file, 'close');
  }

  /** `createdAt` in milliseconds is what the file says of itself. Fails where the font is not installed: a report without its characters is none. */
  static async create(path: string, title: string, createdAt: number): Promise<ReportPage> {
    await access(FONT);
    const canvas = new PDFDocument({
      ...{ size: 'A4', margin: MARGIN, bufferPages: true },
      info: { Title: title, Creator: 'Zhiqin 执勤', CreationDate: new Date(createdAt) },
      // No font of its own: it would look for files that are not bundled.
      font: '',
    });
    canvas.registerFont('report', FONT, FONT_NAME).font('report').fillColor(INK);
    return new ReportPage(canvas, path);
  }

  get width(): number {
    return this.canvas.page.width - MARGIN * 2;
  }

  /** How high two pictures beside each other are, with their captions. */
  get picturesHeight(): number {
    return this.pictureHeight + 26;
  }

  title(text: string, below: string): void {
    this.canvas.fontSize(20).fillColor(INK).text(text, { align: 'center' }).moveDown(0.2);
    this.canvas.fontSize(9).fillColor(FAINT).text(below, { align: 'center' }).moveDown(0.8);
  }

  /** Headings are numbered as they come. `below` is how high what follows is where that cannot be parted from it. */
  heading(text: string, below = 0): void {
    this.room(60 + below);
    const number = NUMBERS[this.headings] ?? '';
    this.headings += 1;
    this.canvas.moveDown(0.6).fontSize(13).fillColor(INK).text(`${number}、${text}`, MARGIN).moveDown(0.3);
  }

  text(text: string, color = INK): void {
    this.canvas.fontSize(9).fillColor(color).text(text, MARGIN, undefined, { width: this.width }).moveDown(0.3);
  }

  /**
   * `widths` are shares of the page's width. A row that does not fit goes to the next page, under the table's head, which
   * never stands at the foot of a page by itself.
   */
  table(head: readonly string[] | null, rows: readonly (readonly string[])[], widths: readonly number[]): void {
    const whole = widths.reduce((sum, width) => sum + width, 0);
    const columns = widths.map((width) => (width / whole) * this.width);
    const [first] = rows;
    if (head) {
      this.room(this.rowHeight(head, columns) + (first ? this.rowHeight(first, columns) : 0));
      this.row(head, columns, FAINT);
    }
    for (const row of rows) {
      if (this.room(this.rowHeight(row, columns)) && head && row !== first) this.row(head, columns, FAINT);
      this.row(row, columns, INK);
    }
    this.canvas.moveDown(0.4);
  }

  /** Answers a box of the page, taken from what is left of it. */
  box(height: number): { left: number; top: number; width: number; height: number } {
    this.room(height + 10);
    const top = this.canvas.y;
    this.canvas.y = top + height + 10;
    return { left: MARGIN, top, width: this.width, height };
  }

  /** Pictures two in a row, each with its caption below. */
  pictures(pictures: readonly { readonly file: string; readonly caption: string }[]): void {
    const { pictureWidth: width, pictureHeight: height } = this;
    for (let index = 0; index < pictures.length; index += 2) {
      const { top } = this.box(height + 16);
      pictures.slice(index, index + 2).forEach(({ file, caption }, column) => {
        const left = MARGIN + column * (width + 12);
        this.canvas.image(file, left, top, { fit: [width, height], align: 'center', valign: 'center' });
        this.canvas
          .fontSize(8)
          .fillColor(FAINT)
          .text(caption, left, top + height + 2, { width, lineBreak: false });
      });
      this.canvas.y = top + height + 22;
    }
  }

  /** Numbers the pages; settles once the file is whole. */
  async end(footer: string): Promise<void> {
    const { start, count } = this.canvas.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.canvas.switchToPage(page);
      // Text below the margin would begin a page of its own.
      this.canvas.page.margins.bottom = 0;
      const text = `${footer}    第 ${page + 1} / ${count} 页`;
      const top = this.canvas.page.height - MARGIN + 14;
      this.canvas.fontSize(8).fillColor(FAINT).text(text, MARGIN, top, { width: this.width, align: 'center' });
    }
    this.canvas.end();
    await this.ended;
  }

  private get pictureWidth(): number {
    return (this.width - 12) / 2;
  }

  private get pictureHeight(): number {
    return (this.pictureWidth * 9) / 16;
  }

  private row(cells: readonly string[], columns: readonly number[], color: string): void {
    const height = this.rowHeight(cells, columns);
    const top = this.canvas.y;
    let left = MARGIN;
    cells.forEach((cell, index) => {
      const width = columns[index] ?? 0;
      this.canvas
        .fillColor(color)
        .text(cell, left + CELL_PADDING, top + CELL_PADDING, { width: width - CELL_PADDING * 2 });
      left += width;
    });
    this.canvas
      .moveTo(MARGIN, top + height)
      .lineTo(MARGIN + this.width, top + height)
      .lineWidth(0.5)
      .stroke(RULE);
    this.canvas.y = top + height;
    this.canvas.x = MARGIN;
  }

  private rowHeight(cells: readonly string[], columns: readonly number[]): number {
    this.canvas.fontSize(8.5);
    const heights = cells.map((cell, index) =>
      this.canvas.heightOfString(cell || ' ', { width: (columns[index] ?? 0) - CELL_PADDING * 2 }),
    );
    return Math.max(...heights) + CELL_PADDING * 2;
  }

  /** Begins a page where the height is not left on this one, and answers whether it did. */
  private room(height: number): boolean {
    const isFull = this.canvas.y + height > this.canvas.page.height - MARGIN;
    if (isFull) this.canvas.addPage();
    return isFull;
  }
}
