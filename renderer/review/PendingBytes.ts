/** Bytes that came and could not be read yet, since what they belong to has not come whole. */
export class PendingBytes {
  private bytes = new Uint8Array();
  private read = 0;

  /** Everything that has not been read, with what has just come. */
  push(piece: Uint8Array): Uint8Array {
    const rest = this.bytes.subarray(this.read);
    if (rest.length === 0) {
      this.bytes = new Uint8Array(piece);
    } else {
      this.bytes = new Uint8Array(rest.length + piece.length);
      this.bytes.set(rest);
      this.bytes.set(piece, rest.length);
    }
    this.read = 0;
    return this.bytes;
  }

  /** So many of them are done with. */
  drop(count: number): void {
    this.read += count;
  }
}
