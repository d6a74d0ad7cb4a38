/** Reports of the receiver come several times a second while pictures are sent. */
const SILENT_WITH_PICTURES_MS = 1_500;
/** Of sound alone it reports every few seconds. */
const SILENT_WITH_SOUND_MS = 7_000;

/** Whether anything comes back from the server on the way of the pictures. A way that is cut says nothing itself. */
export class MediaHearing {
  private count = -1;
  private heardAt: number | null = null;

  /**
   * @param stats of a sender, in the browser's own form; null while nothing is sent.
   * @param at milliseconds, on a clock that nobody sets.
   */
  read(stats: Iterable<readonly [string, unknown]> | null, sendsPictures: boolean, at: number): boolean {
    if (stats === null) {
      this.heardAt = null;
      return true;
    }
    let count = 0;
    for (const [, value] of stats) {
      // Each entry of the browser's report is an object of plain fields.
      const entry = value as Readonly<Record<string, unknown>>;
      if (entry['type'] === 'transport') count += numberIn(entry, 'packetsReceived') + numberIn(entry, 'bytesReceived');
      if (entry['type'] === 'candidate-pair') count += numberIn(entry, 'responsesReceived');
    }
    if (count !== this.count || this.heardAt === null) this.heardAt = at;
    this.count = count;
    return at - this.heardAt < (sendsPictures ? SILENT_WITH_PICTURES_MS : SILENT_WITH_SOUND_MS);
  }
}

function numberIn(entry: Readonly<Record<string, unknown>>, field: string): number {
  const value = entry[field];
  return typeof value === 'number' ? value : 0;
}
