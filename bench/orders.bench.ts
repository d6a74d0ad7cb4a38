import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { random } from '../signaling-server/demo/random';
import { auditFaults } from './auditFaults';
import { percentile, progress, publish } from './figures';
import { floorCity } from './floorCity';
import { FloorServer } from './FloorServer';
import { LastingLine, OrderTerminal } from './OrderTerminal';
import { rankTime } from './rankTime';

const TEAMS = 10;
const TERMINALS_EACH = 20;
const ORDERS = 2_000;
const SEND_MS = 42_000;
/** A centre has several, and one line may not ask without end. */
const DESKS = 4;
const KILLS = 5;
const LEAST_UP_MS = 2_500;
/** Of 200 terminals; each is cut about once in ten seconds. */
const CUT_EVERY_MS = 50;
const DESK_CUT_EVERY_MS = 2_000;
/** An order that a terminal has not got so long after the last restart is lost. */
const LOST_AFTER_MS = 30_000;
const SEED = 20_261_122;

interface SentOrder {
  readonly text: string;
  readonly terminal: OrderTerminal;
  readonly desk: LastingLine;
  readonly sentAt: number;
  /** As the two ends saw it when the order was sent. */
  readonly seemedUp: boolean;
  /** The same, without a line whose server was dead already. */
  readonly bothWereUp: boolean;
  acknowledgedId: string | null;
}

/**
 * Orders at an even rate to terminals that keep losing their lines, from desks that lose theirs, while the server is
 * killed again and again. What was acknowledged to a desk must be on its terminal, once.
 */
const city = await floorCity(TEAMS, TERMINALS_EACH);
progress(`${TEAMS * TERMINALS_EACH} sessions are prepared`);
const server = await FloorServer.create(city.dataFolder);
const desks = Array.from({ length: DESKS }, () => new LastingLine(server.address, city.dispatcherToken));
const terminals = city.groups
  .flatMap(({ tokens }) => tokens)
  .map((token, number) => ({ vehicleId: `vehicle-${number}`, token }))
  .map(({ vehicleId, token }) => ({ vehicleId, terminal: new OrderTerminal(server.address, token, vehicleId) }));
let stopped = false;
try {
  await Promise.all([...desks.map((desk) => desk.up()), ...terminals.map(({ terminal }) => terminal.line.up())]);
  progress('the desks and all terminals are on the line');

  const next = random(SEED);
  const cuts = setInterval(() => {
    const chosen = terminals[Math.floor(next() * terminals.length)];
    if (chosen?.terminal.line.isUp) chosen.terminal.line.cut();
  }, CUT_EVERY_MS);
  const deskCuts = setInterval(() => {
    const chosen = desks[Math.floor(next() * desks.length)];
    if (chosen?.isUp) chosen.cut();
  }, DESK_CUT_EVERY_MS);

  const sent: SentOrder[] = [];
  const sending: Promise<void>[] = [];
  const beganAt = performance.now();
  // It takes the system some ten milliseconds to close the sockets of what was killed: until then an end seems up.
  let killedAt = -Infinity;
  const killing = (async () => {
    let backAt = beganAt;
    for (let kill = 0; kill < KILLS; kill += 1) {
      const planned = beganAt + ((kill + 0.5 + (next() - 0.5) / 2) * SEND_MS) / KILLS;
      // On a busy machine it takes longer to come back: a server that is never up delivers nothing.
      await delay(Math.max(0, Math.max(planned, backAt + LEAST_UP_MS) - performance.now()));
      server.kill();
      killedAt = performance.now();
      await delay(50);
      await server.back();
      backAt = performance.now();
      progress(`the server was killed, and is back after ${Math.round(backAt - killedAt)} ms`);
    }
    return backAt;
  })();
  for (let index = 0; index < ORDERS && !stopped; index += 1) {
    await delay(Math.max(0, beganAt + (index * SEND_MS) / ORDERS - performance.now()));
    const { vehicleId, terminal } = terminals[index % terminals.length] ?? { vehicleId: '', terminal: null };
    const desk = desks[index % desks.length];
    if (terminal === null || desk === undefined) continue;
    const text = `请核实第 ${index + 1} 号点位`;
    const seemedUp = desk.isUp && terminal.line.isUp;
    const bothWereUp = desk.isUpSince(killedAt) && terminal.line.isUpSince(killedAt);
    const sentAt = performance.now();
    const order: SentOrder = { text, terminal, desk, sentAt, seemedUp, bothWereUp, acknowledgedId: null };
    sent.push(order);
    sending.push(
      desk
        .ask('orders:send', {
          clientKey: randomUUID(),
          vehicleIds: [vehicleId],
          content: { text, priority: 'routine', place: null, deadline: null, attachmentIds: [] },
        })
        .then(({ id }) => void (order.acknowledgedId = id)),
    );
  }
  clearInterval(cuts);
  clearInterval(deskCuts);
  const lastBackAt = await killing;
  await Promise.all(sending);
  progress(`${sent.length} orders are sent`);

  const isShown = ({ terminal, text }: SentOrder): boolean => terminal.shownAt.has(text);
  const statesOfAll = async () =>
    new Map((await desks[0]?.ask('orders:list', {}))?.orders.map((order) => [order.id, order]));
  let known = await statesOfAll();
  const unknown = (): SentOrder[] =>
    sent.filter(({ acknowledgedId }) => {
      const receipts = known.get(acknowledgedId ?? '')?.receipts ?? [];
      return receipts.length !== 1 || receipts[0]?.state !== 'delivered';
    });
  while ((!sent.every(isShown) || unknown().length > 0) && performance.now() < lastBackAt + LOST_AFTER_MS) {
    await delay(500);
    known = await statesOfAll();
  }
  progress('everything that was to come has come');
  const took = (orders: readonly SentOrder[]): number[] =>
    orders.flatMap(({ terminal, text, sentAt }) => {
      const shownAt = terminal.shownAt.get(text)?.[0];
      return shownAt === undefined ? [] : shownAt - sentAt;
    });
  const whileUp = sent.filter(({ bothWereUp }) => bothWereUp);
  const seemingUp = sent.filter(({ seemedUp }) => seemedUp);
  const isUninterrupted = ({ desk, terminal, text, sentAt }: SentOrder): boolean => {
    const shownAt = terminal.shownAt.get(text)?.[0] ?? Infinity;
    return ![...desk.lostAt, ...terminal.line.lostAt].some((at) => at >= sentAt && at <= shownAt);
  };
  const uninterrupted = whileUp.filter(isUninterrupted);
  publish('orders', {
    sent: sent.length,
    lost: sent.filter((order) => order.acknowledgedId !== null && !isShown(order)).length,
    shownTwice: sent.filter(({ terminal, text }) => (terminal.shownAt.get(text)?.length ?? 0) > 1).length,
    unknownState: unknown().length,
    deliveredP99Ms: percentile(took(whileUp), 0.99),
    deliveredP50Ms: percentile(took(whileUp), 0.5),
    sentWhileBothWereUp: whileUp.length,
    // For some ten milliseconds after the kill the system has not closed the line, and it seems up to this program,
    // while the process at its other end is dead: no socket is there that is up, and the order waits for the next
    // server. Those are counted here, and the percentile with them stands beside the one without.
    sentToAKilledServer: seemingUp.length - whileUp.length,
    deliveredP99MsWithThose: percentile(took(seemingUp), 0.99),
    notCountedAsUp: 'a line whose server was dead when the order was sent, before the system had closed it',
    // Without those that were on their way when a line or the server broke under them.
    deliveredUninterruptedP99Ms: percentile(took(uninterrupted), 0.99),
    uninterrupted: uninterrupted.length,
    deliveredP99OverallMs: percentile(took(sent), 0.99),
    auditBroken: await auditFaults(city.dataFolder),
    rankOf10000P95Ms: rankTime(),
    terminals: terminals.length,
    desks: DESKS,
    serverKills: KILLS,
    seed: SEED,
  });
} finally {
  stopped = true;
  desks.forEach((desk) => desk.close());
  terminals.forEach(({ terminal }) => terminal.close());
  await server.close();
}
