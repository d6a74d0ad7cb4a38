import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile, progress, publish } from './figures';
import { floorCity } from './floorCity';
import { FloorGroup, type FloorTally } from './FloorGroup';
import { FloorServer } from './FloorServer';
import { FloorTerminal } from './FloorTerminal';

const GROUPS = 50;
const TERMINALS_EACH = 20;
const GROUPS_WITH_SOUND = 10;
const REQUESTS_PER_SECOND = 2;
const SECONDS = Number(process.env['BENCH_FLOOR_SECONDS'] ?? 20);
const CONNECT_AT_ONCE = 40;
const DRAIN_LIMIT_MS = 10_000;
/** The requests of every run come at the same moments. */
const SEED = 20_261_122;

/** The seeded generator mulberry32: numbers from 0 to 1. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/**
 * A thousand terminals over real sockets against the real server, asking in an open loop: the moments of the requests
 * are drawn beforehand and kept whatever the server does. KPI 1 is from a request that met an idle floor to its grant;
 * the server opens the gate before it answers, so that the gate is inside.
 */
const city = await floorCity(GROUPS, TERMINALS_EACH);
progress(`${GROUPS * TERMINALS_EACH} sessions are prepared`);
const server = await FloorServer.create(city.dataFolder);
const sound = createSocket('udp4');
sound.bind(0, '127.0.0.1');
await once(sound, 'listening');
const all: FloorTerminal[] = [];
try {
  progress('the server is ready');
  const groups: { groupId: string; terminals: FloorTerminal[] }[] = [];
  const desk = await FloorTerminal.create(server.address, city.dispatcherToken, 1);
  all.push(desk);
  for (const { groupId, tokens } of city.groups) {
    const terminals: FloorTerminal[] = [];
    for (let from = 0; from < tokens.length; from += CONNECT_AT_ONCE) {
      const some = tokens.slice(from, from + CONNECT_AT_ONCE);
      terminals.push(
        ...(await Promise.all(
          some.map(async (token, index) => {
            const ssrc = 1_000 + groups.length * 1_000 + from + index;
            const terminal = await FloorTerminal.create(server.address, token, ssrc);
            all.push(terminal);
            await terminal.publish(sound);
            return terminal;
          }),
        )),
      );
    }
    groups.push({ groupId, terminals });
  }
  progress(`${all.length - 1} terminals are on the line, each with a talk sound`);

  const tally: FloorTally = { kpi1: [], queueWaits: [], lags: [], faults: [], grants: 0, packetsSent: 0 };
  // A desk sees every group: a speaker is followed by another only where the first one's burst has ended.
  const speakers = new Map<string, string>();
  desk.onChanged(({ group, ended }) => {
    const before = speakers.get(group.id);
    const now = group.speaker?.burstId;
    if (before !== undefined && before !== now && ended?.burstId !== before) tally.faults.push('a burst has no end');
    if (now === undefined) speakers.delete(group.id);
    else speakers.set(group.id, now);
  });

  const talking = groups.map(
    ({ groupId, terminals }, index) =>
      new FloorGroup(groupId, terminals, tally, index < GROUPS_WITH_SOUND ? sound : null),
  );
  // The first word into a group makes its track, once; that is not what is measured.
  const warmUp = performance.now() + 200;
  talking.forEach((group, index) => group.askAt(warmUp + index * 20));
  await delay(200 + GROUPS * 20 + 500);
  await Promise.all(talking.map((group) => group.settled()));
  for (const samples of [tally.kpi1, tally.queueWaits, tally.lags, tally.faults]) samples.length = 0;
  Object.assign(tally, { grants: 0, packetsSent: 0 });
  const forwardedBefore = await server.metric('zhiqin_talk_packets_forwarded');

  progress(`asking ${GROUPS * REQUESTS_PER_SECOND} times a second for ${SECONDS} s`);
  const next = random(SEED);
  const beginning = performance.now() + 300;
  for (const group of talking) {
    for (let request = 0; request < REQUESTS_PER_SECOND * SECONDS; request += 1) {
      group.askAt(beginning + next() * SECONDS * 1_000);
    }
  }
  await delay(300 + SECONDS * 1_000);
  await Promise.race([Promise.all(talking.map((group) => group.settled())), delay(DRAIN_LIMIT_MS)]);
  const asked = GROUPS * REQUESTS_PER_SECOND * SECONDS;
  const unanswered = asked - tally.grants - tally.faults.filter((fault) => fault.startsWith('denied')).length;
  const forwarded = (await server.metric('zhiqin_talk_packets_forwarded')) - forwardedBefore;
  for (const fault of new Set(tally.faults)) progress(fault);
  publish('floor', {
    terminals: all.length - 1,
    groups: GROUPS,
    groupsWithSound: GROUPS_WITH_SOUND,
    requests: asked,
    grants: tally.grants,
    kpi1P50Ms: percentile(tally.kpi1, 0.5),
    kpi1P95Ms: percentile(tally.kpi1, 0.95),
    kpi1Count: tally.kpi1.length,
    queueWaitP50Ms: percentile(tally.queueWaits, 0.5),
    queueWaitP95Ms: percentile(tally.queueWaits, 0.95),
    queued: tally.queueWaits.length,
    generatorLagP99Ms: percentile(tally.lags, 0.99),
    packetsSent: tally.packetsSent,
    packetsForwarded: forwarded,
    violations: tally.faults.length + Math.max(0, unanswered),
  });
} finally {
  all.forEach((terminal) => terminal.close());
  sound.close();
  await server.close();
}
