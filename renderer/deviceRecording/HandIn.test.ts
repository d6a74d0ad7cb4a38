import { describe, expect, it } from 'vitest';
import { HandIn, LIVE_FIRST_MS, type HandInTerms } from './HandIn';
import type { KeptSegment } from './RecordingShelf';

const terms: HandInTerms = {
  ...{ authorization: 'Bearer good', clockOffsetMs: 30, clockUncertaintyMs: 4 },
  bitsPerSecond: 1_000_000,
};

interface Sent {
  readonly path: string;
  readonly vehicleId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A shelf of segments with three chunks each, and a server that has some of them already. */
function world({
  kept,
  had = {},
  answer,
  refused = [],
}: {
  kept: string[];
  had?: Record<string, number>;
  answer?: number;
  refused?: string[];
}) {
  const segments = new Map(
    kept.map((id, index): [string, KeptSegment] => [
      id,
      {
        id,
        vehicleId: id.startsWith('other') ? 'other-car' : 'car',
        startedAt: index,
        closed: true,
        chunks: threeChunks,
      },
    ]),
  );
  const counts = new Map(Object.entries(had));
  const sent: Sent[] = [];
  const waits: number[] = [];
  let clock = 0;
  let allowed: HandInTerms | null = terms;
  const handIn = new HandIn({
    shelf: {
      list: () => [...segments.values()],
      read: (_, index) => Promise.resolve({ chunk: new Uint8Array(12_500), digest: `digest-${index}` }),
      remove: (id) => Promise.resolve(void segments.delete(id)),
    },
    send: (address, { headers }) => {
      const [vehicleId = '', id = '', ...rest] = address.replace('/media/device-recordings/', '').split('/');
      sent.push({ path: `${id}/${rest.join('/')}`, vehicleId, headers: headers as Record<string, string> });
      if (refused.includes(id)) return Promise.resolve(new Response('{}', { status: 403 }));
      if (answer !== undefined) return Promise.resolve(new Response('{}', { status: answer }));
      const chunks = counts.get(id) ?? 0;
      const index = Number(rest[1] ?? -1);
      if (index === chunks) counts.set(id, chunks + 1);
      const receipt = { chunks: counts.get(id) ?? 0, complete: rest[0] === 'end' && counts.get(id) === 3 };
      return Promise.resolve(Response.json(receipt));
    },
    wait: (milliseconds) => {
      waits.push(milliseconds);
      if (milliseconds === 4_000) allowed = null;
      return Promise.resolve();
    },
    now: () => (clock += 30),
    terms: () => allowed,
    onChanged: () => undefined,
  });
  return { handIn, segments, sent, waits, forbid: () => (allowed = null) };
}

const threeChunks = [0, 1, 2].map((index) => ({ offset: index * 100, bytes: 60 }));

describe('handing in what was recorded', () => {
  it('sends each chunk with its hash, oldest segment first, and lets go of it when the server has all', async () => {
    const { handIn, segments, sent } = world({ kept: ['a', 'b'] });
    await handIn.run();
    expect(sent.map(({ path }) => path)).toEqual(
      ['a', 'b'].flatMap((id) => [`${id}/chunks/0`, `${id}/chunks/1`, `${id}/chunks/2`, `${id}/end`]),
    );
    expect(sent[1]?.headers).toMatchObject({ 'x-digest': 'digest-1', 'x-clock-offset': '30.000' });
    expect(sent[1]?.headers).toMatchObject({ authorization: 'Bearer good' });
    expect(segments.size).toBe(0);
    expect(handIn.progress()).toEqual({ done: 0, total: 0 });
  });

  it('goes on behind what the server has had from an earlier try', async () => {
    const { handIn, sent } = world({ kept: ['a'], had: { a: 2 } });
    await handIn.run();
    expect(sent.map(({ path }) => path)).toEqual(['a/chunks/0', 'a/chunks/2', 'a/end']);
  });

  it('takes no more of the way than it was given', async () => {
    const { handIn, waits } = world({ kept: ['a'] });
    await handIn.run();
    // 12,500 bytes at 1 Mbit/s take 100 ms, of which sending took 30.
    expect(waits).toEqual([LIVE_FIRST_MS, 70, 70, 70]);
  });

  it('keeps what the server refuses for good, and does not send it again', async () => {
    const { handIn, segments, sent } = world({ kept: ['a'], answer: 403 });
    await handIn.run();
    await handIn.run();
    expect(sent).toHaveLength(1);
    expect([...segments.keys()]).toEqual(['a']);
  });

  it.each([401, 429, 500, 503])('keeps what the server answers with %i for later', async (answer) => {
    const { handIn, segments, waits } = world({ kept: ['a'], answer });
    await handIn.run();
    expect(waits).toEqual([LIVE_FIRST_MS, 4_000]);
    expect([...segments.keys()]).toEqual(['a']);
    expect(handIn.progress()).toEqual({ done: 0, total: 1 });
  });

  it('hands in what the tablet recorded in another vehicle under that one, and nothing while it may not', async () => {
    const { handIn, segments, sent, forbid } = world({ kept: ['other-1', 'a'] });
    await handIn.run();
    expect(sent.map(({ vehicleId, path }) => [vehicleId, path.split('/')[0]])).toEqual([
      ...Array.from({ length: 4 }, () => ['other-car', 'other-1']),
      ...Array.from({ length: 4 }, () => ['car', 'a']),
    ]);
    expect([...segments.keys()]).toEqual([]);
    forbid();
    const before = sent.length;
    await handIn.run();
    expect(sent).toHaveLength(before);
  });

  it('keeps and counts what the server says this tablet cannot have recorded, and hands in the rest', async () => {
    const { handIn, segments } = world({ kept: ['other-1', 'a'], refused: ['other-1'] });
    await handIn.run();
    expect([...segments.keys()]).toEqual(['other-1']);
    expect(handIn.notTaken).toBe(1);
    expect(handIn.progress()).toEqual({ done: 0, total: 0 });
  });
});
