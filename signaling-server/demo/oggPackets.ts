const PAGE_HEADER_BYTES = 27;

/** The Opus packets of an Ogg file (RFC 3533, RFC 7845), without its two header packets. Throws on what is no Ogg. */
export function oggPackets(file: Buffer): Buffer[] {
  const packets: Buffer[] = [];
  let unfinished: Buffer[] = [];
  for (let page = 0; page < file.length;) {
    if (file.toString('latin1', page, page + 4) !== 'OggS') throw new Error(`no Ogg page at byte ${page}`);
    const segments = file[page + 26] ?? 0;
    let at = page + PAGE_HEADER_BYTES + segments;
    let begin = at;
    for (let segment = 0; segment < segments; segment += 1) {
      const length = file[page + PAGE_HEADER_BYTES + segment] ?? 0;
      at += length;
      // A lacing value of 255 says that the packet goes on in the next segment.
      if (length === 255) continue;
      packets.push(Buffer.concat([...unfinished, file.subarray(begin, at)]));
      unfinished = [];
      begin = at;
    }
    if (begin < at) unfinished.push(file.subarray(begin, at));
    page = at;
  }
  return packets.slice(2);
}
