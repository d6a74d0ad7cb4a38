import { setTimeout as delay } from 'node:timers/promises';
import { evenly } from './evenly';
import { percentile, progress, publish } from './figures';
import { floorCity } from './floorCity';
import { FloorServer } from './FloorServer';
import { OrderStream } from './OrderStream';
import { LastingLine } from './OrderTerminal';
import { PositionTerminal } from './PositionTerminal';
import { processorSeconds, residentMb } from './processUse';
import { storedPositions } from './storedPositions';

/** Fixes a second of all vehicles together. `BENCH_POSITIONS=100` is a hundred vehicles with one fix a second each. */
const RATE = Number(process.env['BENCH_POSITIONS'] ?? 10_000);
/** Past this many lines on two cores the generator would be measured: each then reports several fixes at once. */
const MOST_LINES = 200;
const TEAMS = 10;
const LINES = Math.min(MOST_LINES, RATE);
const FIXES_IN_REPORT = Math.ceil(RATE / LINES);
const SECONDS = 20;
const ALONE_SECONDS = 8;
const ORDERS_PER_SECOND = 5;
const DESKS = 2;
const LAST_ACK_LIMIT_MS = 5_000;
const BACK_LIMIT_MS = 10_000;

const round = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * Fixes at an even rate from terminals on duty, while desks follow the fleet and orders are sent. Then the server is
 * killed, as by a crash, and what its store holds is compared with what had been acknowledged.
 */
const city = await floorCity(TEAMS, Math.ceil(LINES / TEAMS));
progress('the sessions are prepared');
const server = await FloorServer.create(city.dataFolder);
const desks = Array.from({ length: DESKS }, () => new LastingLine(server.address, city.dispatcherToken));
const terminals = city.groups
  .flatMap(({ tokens }) => tokens)
  .slice(0, LINES)
  .map((token, number) => new PositionTerminal(server.address, token, `vehicle-${number}`, number));
try {
  await Promise.all([...desks.map((desk) => desk.up()), ...terminals.map((terminal) => terminal.goOnDuty())]);
  progress(`${LINES} terminals are on duty, ${DESKS} desks on the line`);
  const told = { messages: 0, moves: 0, newest: new Map<string, number>() };
  for (const desk of desks) {
    desk.socket.on('fleet:moved', (moves: { vehicleId: string; position: { number: number } }[]) => {
      told.messages += 1;
      told.moves += moves.length;
      for (const { vehicleId, position } of moves) told.newest.set(vehicleId, position.number);
    });
  }

  const stream = new OrderStream(desks, terminals);
  const alone = await stream.send(ORDERS_PER_SECOND, ALONE_SECONDS);
  progress(`orders alone: p99 ${percentile(alone.deliveredMs, 0.99)} ms`);

  const pid = server.processId;
  const before = { at: performance.now(), seconds: processorSeconds([pid]), told: { ...told } };
  let rssMb = 0;
  let queueSeconds = 0;
  const looking = setInterval(() => {
    rssMb = Math.max(rssMb, residentMb(pid));
    // One look that fails is made up for by the next.
    server.metric('zhiqin_positions_waiting_seconds').then(
      (waited) => (queueSeconds = Math.max(queueSeconds, waited)),
      () => undefined,
    );
  }, 1_000);
  const reports: Promise<void>[] = [];
  const reporting = evenly(RATE / FIXES_IN_REPORT, SECONDS, (index) => {
    const terminal = terminals[index % LINES];
    if (terminal !== undefined) reports.push(terminal.report(FIXES_IN_REPORT));
  });
  const [lags, during] = await Promise.all([reporting, stream.send(ORDERS_PER_SECOND, SECONDS)]);
  const used = (processorSeconds([pid]) - before.seconds) / ((performance.now() - before.at) / 1_000);
  const watched = (performance.now() - before.at) / 1_000;
  await Promise.race([Promise.all(reports), delay(LAST_ACK_LIMIT_MS)]);
  clearInterval(looking);
  const acknowledged = terminals.reduce((sum, terminal) => sum + terminal.acknowledged.length, 0);
  const sent = terminals.reduce((sum, terminal) => sum + terminal.sent, 0);
  const lastAckAt = Math.max(...terminals.map((terminal) => terminal.lastAckAt));
  progress(`${acknowledged} of ${sent} positions are acknowledged`);
  for (const refusal of new Set(terminals.flatMap(({ refusals }) => refusals))) progress(refusal);

  // What had been acknowledged is there after a crash, too; and the desks are told again where everybody is.
  const movesBefore = { messages: told.messages, moves: told.moves };
  told.newest.clear();
  server.kill();
  const killedAt = performance.now();
  await delay(50);
  await server.back();
  const known = async (): Promise<number> => {
    const { vehicles } = (await desks[0]?.ask('fleet:list', {})) ?? { vehicles: [] };
    return vehicles.filter(({ position }) => position !== null).length;
  };
  while ((await known()) < LINES && performance.now() < killedAt + BACK_LIMIT_MS) await delay(50);
  const placesBackSeconds = (performance.now() - killedAt) / 1_000;
  progress(`the server was killed; where everybody is, is known again after ${placesBackSeconds.toFixed(1)} s`);
  const stored = await storedPositions(city.dataFolder);
  const isStored = (vehicleId: string, number: number): boolean => stored.get(vehicleId)?.has(number) === true;
  const lost = terminals.reduce(
    (sum, terminal) => sum + terminal.acknowledged.filter((number) => !isStored(terminal.vehicleId, number)).length,
    0,
  );
  const found = [...stored.values()].reduce((sum, numbers) => sum + numbers.size, 0);
  const acksMs = terminals.flatMap((terminal) => terminal.acksMs);
  publish('positions', {
    positionsPerSecond: Math.round(acknowledged / ((lastAckAt - before.at) / 1_000)),
    stored: Math.round((found / Math.max(1, sent)) * 10_000) / 100,
    positionsLost: lost,
    positionsSent: sent,
    positionsAcknowledged: acknowledged,
    ackP50Ms: percentile(acksMs, 0.5),
    ackP95Ms: percentile(acksMs, 0.95),
    ackMaxMs: percentile(acksMs, 1),
    // A fix is acknowledged only once it is stored: this is how long the oldest of those waited that were not.
    queueSecondsMax: round(queueSeconds),
    orderDeliveredP99Ms: percentile(during.deliveredMs, 0.99),
    orderDeliveredP50Ms: percentile(during.deliveredMs, 0.5),
    orderDeliveredP99MsAlone: percentile(alone.deliveredMs, 0.99),
    orderDeliveredP50MsAlone: percentile(alone.deliveredMs, 0.5),
    orders: during.sent,
    ordersUnconfirmed: alone.unconfirmed + during.unconfirmed,
    deskMessagesPerSecond: round((movesBefore.messages - before.told.messages) / DESKS / watched),
    deskMovesPerSecond: round((movesBefore.moves - before.told.moves) / DESKS / watched),
    serverCores: round(used),
    serverRssMb: Math.round(rssMb),
    generatorLagP99Ms: percentile(lags, 0.99),
    placesBackSeconds: round(placesBackSeconds),
    lines: LINES,
    fixesInReport: FIXES_IN_REPORT,
    vehicles: terminals.length,
    desks: DESKS,
  });
} finally {
  terminals.forEach((terminal) => terminal.close());
  desks.forEach((desk) => desk.close());
  await server.close();
}
