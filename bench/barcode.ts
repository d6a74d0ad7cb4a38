/** A row of black and white blocks along the upper edge of a picture: 4 bits of camera, 12 of frame, 4 of check sum. */
export const BARCODE = { blocks: 20, height: 24 } as const;

/** One row of it, a grey value a pixel. */
export function barcodeRow(camera: number, frame: number, width: number): Uint8Array {
  const check = (camera + (frame & 15) + ((frame >> 4) & 15) + (frame >> 8)) & 15;
  const bits =
    camera.toString(2).padStart(4, '0') + frame.toString(2).padStart(12, '0') + check.toString(2).padStart(4, '0');
  return Uint8Array.from({ length: width }, (_, x) =>
    bits[Math.floor((x * BARCODE.blocks) / width)] === '1' ? 235 : 16,
  );
}
