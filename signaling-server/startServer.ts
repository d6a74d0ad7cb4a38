import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import manifest from '../package.json' with { type: 'json' };
import { Alarms } from './alarms/Alarms';
import { alarmsHandlers } from './alarms/alarmsHandlers';
import { openWatches } from './alarms/openWatches';
import { SosAnswer } from './alarms/SosAnswer';
import { Thresholds } from './alarms/Thresholds';
import { Audit } from './audit/Audit';
import { auditHandlers } from './audit/auditHandlers';
import { AuditSealer } from './audit/AuditSealer';
import { CentreKey } from './audit/CentreKey';
import { openHeadFiles } from './audit/openHeadFiles';
import { Refusals } from './audit/Refusals';
import { callsHandlers } from './calls/callsHandlers';
import { openCalls } from './calls/openCalls';
import type { Config } from './config';
import { evidenceHandlers } from './evidence/evidenceHandlers';
import { evidenceRoutes } from './evidence/evidenceRoutes';
import { openEvidence } from './evidence/openEvidence';
import { Feed } from './feed/Feed';
import { feedHandlers } from './feed/feedHandlers';
import { Fleet } from './fleet/Fleet';
import { fleetHandlers } from './fleet/fleetHandlers';
import { Positions } from './fleet/Positions';
import { followPresence } from './fleet/Presence';
import { openMarks } from './marks/openMarks';
import { MediaHub } from './media/MediaHub';
import { mediaHandlers } from './media/mediaHandlers';
import { startMediaWorkers } from './media/startMediaWorkers';
import { Operations } from './operations/Operations';
import { operationsHandlers } from './operations/operationsHandlers';
import { machineClock } from './orders/DueMoments';
import { openOrders } from './orders/openOrders';
import { OrderGroups } from './orders/OrderGroups';
import { ordersHandlers } from './orders/ordersHandlers';
import { Turns } from './packager/Turns';
import { Access } from './people/Access';
import { Places } from './people/Places';
import { RightsWatch } from './people/RightsWatch';
import { seedDatabase } from './people/seedDatabase';
import { Databases, type DatabaseOptions } from './persistence/database';
import type { FolderLock } from './persistence/FolderLock';
import { Holds } from './recording/Holds';
import { openDeviceRecordings } from './recording/openDeviceRecordings';
import { openStorage } from './recording/openStorage';
import { playbackRoutes } from './recording/playbackRoutes';
import { RecordedViews } from './recording/RecordedViews';
import { Recording } from './recording/Recording';
import { recordingHandlers } from './recording/recordingHandlers';
import { reviewHandlers } from './review/reviewHandlers';
import { reviewRoutes } from './review/reviewRoutes';
import { Devices } from './session/Devices';
import { Sessions } from './session/Sessions';
import { sessionHandlers } from './session/sessionHandlers';
import { SignIn } from './session/SignIn';
import { SignInThrottle } from './session/SignInThrottle';
import { openStatus } from './status/openStatus';
import { statusHandlers } from './status/statusHandlers';
import { Cameras } from './video/Cameras';
import { videoHandlers } from './video/videoHandlers';
import { TalkGroups } from './voice/TalkGroups';
import { voiceHandlers } from './voice/voiceHandlers';
import { LeftOpenBursts } from './voiceLog/LeftOpenBursts';
import { RecentSound } from './voiceLog/RecentSound';
import { VoiceLog } from './voiceLog/VoiceLog';
import { voiceLogHandlers } from './voiceLog/voiceLogHandlers';
import { voiceLogRoutes } from './voiceLog/voiceLogRoutes';
import { Connections } from './wire/Connections';
import { HttpServer } from './wire/http';
import { Metrics } from './wire/Metrics';
import { OriginPolicy } from './wire/OriginPolicy';
import type { DemoAccount } from './wire/pages';
import { serve, type AllHandlers } from './wire/serve';
import { SocketServer } from './wire/SocketServer';

const PAGES_FOLDER = fileURLToPath(new URL('../dist/pages', import.meta.url));

/** Things to close, in the reverse order of their making. */
type Closers = (() => Promise<void> | void)[];

export interface RunningServer {
  readonly port: number;
  close(): Promise<void>;
}

/** What was opened before: it takes a while, in which the rest of the program is read. */
export interface Foundations {
  readonly lock: FolderLock;
  readonly source: DatabaseOptions['source'];
  readonly log: Logger;
}

/** Composes the server: data, people, wire, then each capability. Throws a ConfigError where it cannot start. */
export async function startServer(config: Config, foundations: Foundations): Promise<RunningServer> {
  const { log } = foundations;
  const closers: Closers = [];
  try {
    const port = await compose(config, foundations, closers);
    return { port, close: () => closeAll(closers, log) };
  } catch (error) {
    await closeAll(closers, log);
    throw error;
  }
}

async function compose(config: Config, { lock, source, log }: Foundations, closers: Closers): Promise<number> {
  const clock = Date.now;
  const startedAt = clock();

  // What can still refuse the start: the port, the database.
  closers.push(() => lock.close());
  const http = await HttpServer.create(config);
  closers.push(() => http.close());
  // Both take a while, and neither needs the other.
  const startingWorkers = startMediaWorkers(config, log);
  // Why they did not start is said where they are waited for.
  startingWorkers.catch(() => undefined);
  closers.push(async () => (await startingWorkers.catch(() => null))?.close());
  const databases = await Databases.create({ source, log });
  closers.push(() => databases.close());
  const database = databases.main;

  // People and rights.
  const passwordFile = await seedDatabase({
    database,
    config,
    clock,
    demoSeed: async () => await (await import('./demo/demoSeed')).demoSeed(config.demoVehicles),
    tellPerson: process.stdout.isTTY ? (line) => process.stdout.write(`\n${line}\n\n`) : null,
  });
  if (passwordFile !== null)
    log.warn({ file: passwordFile }, 'the one-time password of the first administrator is in a file');
  const places = await Places.create({ database });
  const access = new Access({ places, clock });
  const connections = new Connections();
  const audit = new Audit(clock);
  const key = await CentreKey.create(config.keyFile);
  const heads = await openHeadFiles(config.auditHeadsFolder, key);
  const sealer = AuditSealer.create({ database, heads, log, clock });
  audit.onWritten((numbers) => sealer.expect(numbers));
  closers.push(() => sealer.close());
  const refusals = Refusals.create({ database, audit, clock, log });
  closers.push(() => refusals.close());
  const sessions = await Sessions.create({
    database,
    places,
    audit,
    clock,
    log,
    lifetimeMilliseconds: config.sessionMilliseconds,
  });
  closers.push(() => sessions.close());
  access.registerLocator('session', (sessionId) => sessions.locate(sessionId));
  const rights = RightsWatch.create({ access, connections });
  closers.push(() => rights.close());

  // The wire, not yet answering: capabilities announce through it.
  const sockets = SocketServer.create({ access, connections, sessions, origins: new OriginPolicy(config), clock, log });
  const { announcer } = sockets;
  const metrics = Metrics.create({ connections });
  const feed = new Feed(database, announcer, clock);

  // Fleet.
  const fleet = await Fleet.create({ database, announcer, audit, feed, clock });
  const positions = new Positions({ positions: databases.positions, fleet, announcer, metrics, clock });
  closers.push(() => positions.close());
  closers.push(() => databases.openPositions());
  // Nobody waits for it; where it fails, the process ends as for any failure that nobody hears.
  void positions.recall();
  access.registerLocator('vehicle', (vehicleId) => fleet.locateVehicle(vehicleId));
  access.registerLocator('camera', (cameraId) => fleet.locateCamera(cameraId));
  followPresence(connections, fleet, log);

  // Alarms, and what they hold of recordings.
  const holds = new Holds({ database, audit, clock });
  const thresholds = await Thresholds.create({ database, places, audit });
  const alarms = await Alarms.create({
    ...{ database, thresholds, places, connections, announcer, audit, feed, holds, log },
    clock: machineClock(clock),
  });
  closers.push(() => alarms.close());
  access.registerLocator('alarm', (alarmId) => alarms.locate(alarmId));
  // Whoever may see a vehicle that calls for help may hear it, too, for as long as it does.
  access.lend('video.listen', { toHoldersOf: 'video.watch', isOpen: (vehicleId) => alarms.callsForHelp(vehicleId) });

  // Media, and what vehicles publish on it.
  const workers = await startingWorkers;
  const media = MediaHub.create({ workers, connections, access, rights, announcer, feed, log });
  closers.push(() => media.close());
  const cameras = Cameras.create({ clients: media.clients, fleet, audit, database, log, clock });
  closers.push(() => cameras.close());

  // Talk groups.
  const groups = await TalkGroups.create({
    database,
    media,
    access,
    connections,
    rights,
    fleet,
    announcer,
    audit,
    feed,
    burstJournalFile: join(config.dataFolder, 'bursts.journal'),
    log,
    clock,
  });
  closers.push(() => groups.close());

  // Calls: groups for the moment, emergencies, phone calls, ambient listening.
  const calls = await openCalls({
    ...{ database, media, groups, cameras, fleet, connections, rights, access, places },
    ...{ announcer, audit, feed, log, clock },
    callsForHelp: (vehicleId) => alarms.callsForHelp(vehicleId),
  });
  closers.push(() => calls.close());

  // Orders.
  const orders = await openOrders({
    ...{ database, dataFolder: config.dataFolder, alarms, phones: calls.phones, fleet, positions, places, access },
    ...{ connections, refusals, announcer, audit, feed, log, clock },
  });
  closers.push(() => orders.close());
  OrderGroups.create({ orders: orders.orders, groups });
  groups.relateTo((vehicleIds) => ({ orders: orders.orders.open(), alarms: alarms.openOf(vehicleIds) }));

  // Recording.
  const { dataFolder, recordingVolumes } = config;
  const cityPlaceId = places.all().find(({ parentId }) => parentId === null)?.id ?? '';
  const recording = await Recording.create({
    database,
    fleet,
    cameras,
    talk: [groups, calls.legs],
    announcer,
    feed,
    isUrgent: (vehicleId) => alarms.callsForHelp(vehicleId),
    cityPlaceId,
    dataFolder,
    ...{ audit, places },
    volumes: recordingVolumes,
    archive: config.archive,
    log,
    clock,
  });
  closers.push(() => recording.close());
  access.registerLocator('segment', (segmentId) => recording.locateSegment(segmentId));

  // What terminals recorded by themselves while they had no line.
  const deviceRecordings = await openDeviceRecordings({
    ...{ database, recording, fleet, access, feed, audit, dataFolder, log, clock },
  });
  closers.push(() => deviceRecordings.close());

  // Evidence: what is recorded is sealed, and handed out in packages.
  const turns = new Turns();
  const storage = await openStorage({ database, access, audit, holds, recording, fleet, cityPlaceId, log, clock });
  closers.push(() => storage.close());
  const evidence = await openEvidence({
    ...{ database, recording, positions, places, access, announcer, audit, auditSealer: sealer, key },
    ...{ config, turns, log, clock },
    ...{ headsFolder: config.auditHeadsFolder, dataFolder, version: manifest.version, retention: storage.retention },
  });
  closers.push(() => evidence.close());
  access.registerLocator('package', (packageId) => evidence.packages.locate(packageId));
  const views = new RecordedViews({ database, audit, clock });
  const marks = await openMarks({
    ...{ database, fleet, positions, places, recording, access, announcer, audit, turns, dataFolder, log, clock },
    rights: evidence.rights,
  });
  closers.push(() => marks.close());
  const operations = new Operations({ database, positions: databases.positions, audit, clock });
  access.registerLocator('operation', (operationId) => operations.locate(operationId));

  // Who heard what was said, and how well talking works.
  const voiceLog = VoiceLog.create({ database, groups, fleet, announcer, log, clock });
  closers.push(() => voiceLog.close());
  access.registerLocator('burst', (burstId) => voiceLog.locate(burstId));
  const recent = RecentSound.create({ groups, clock });
  closers.push(() => recent.close());
  const leftOpen = LeftOpenBursts.create({ database, audit, log, clock });
  closers.push(() => leftOpen.close());
  const { host, probeMilliseconds } = config;
  const { kpis, status, ...opened } = openStatus({
    ...{ voiceLog, groups, media, fleet, connections, announcer, metrics, feed },
    ...{ cityPlaceId, host, probeMilliseconds, log, clock },
  });
  closers.push(() => opened.close());

  const watches = await openWatches({
    ...{ alarms, thresholds, fleet, places, cameras, positions, recording, kpis, metrics, status },
    ...{ cityPlaceId, log, clock },
  });
  closers.push(() => watches.close());

  // Sign-in.
  const throttle = new SignInThrottle(clock);
  const devices = new Devices({ database, places, audit, refusals, throttle, clock, codesStay: config.demo });
  const signIn = new SignIn({ database, sessions, devices, places, audit, refusals, throttle, clock });

  const handlers: AllHandlers = {
    ...sessionHandlers({ sessions, signIn, devices, connections, clock }),
    ...fleetHandlers({ fleet, positions, access, database, clock }),
    ...ordersHandlers(orders),
    ...feedHandlers({ feed, access }),
    ...mediaHandlers({ clients: media.clients, workers: media.workers }),
    ...videoHandlers(cameras),
    ...voiceHandlers({ groups, access }),
    ...callsHandlers(calls),
    ...voiceLogHandlers({ voiceLog, kpis, access }),
    ...evidenceHandlers({ ...evidence, database, access, places, audit, key, cityPlaceId, clock }),
    ...recordingHandlers({ recording, storage, database, access, clock }),
    ...reviewHandlers({ database, access, audit }),
    ...marks.handlers,
    ...operationsHandlers({ operations, fleet, access }),
    ...statusHandlers({ status }),
    ...alarmsHandlers({
      ...{ alarms, thresholds, fleet, access, clock },
      sosAnswer: SosAnswer.create({ emergencies: calls.emergencies, alarms, connections, log }),
    }),
    ...auditHandlers({ database, access, audit, key, heads, headsFolder: config.auditHeadsFolder, clock }),
  };
  await http.open({
    access,
    sessions,
    refusals,
    metrics,
    log,
    config,
    pages: { config, folder: PAGES_FOLDER, demoAccounts: config.demo ? await readDemoAccounts() : [] },
    routeHandlers: {
      ...evidenceRoutes({ ...evidence, database, audit }),
      ...deviceRecordings.routes,
      ...playbackRoutes({ recording, database, fleet, views, pictures: watches.pictures }),
      ...reviewRoutes({ recording, database, views }),
      ...marks.routes,
      ...voiceLogRoutes({ recording, recent, database, audit }),
      ...orders.routes,
    },
    health: async () => {
      const databaseAnswers = await databases.answers();
      return {
        ok: databaseAnswers,
        version: manifest.version,
        database: databaseAnswers ? 'ok' : 'lost',
        recorder: recording.state().present ? 'ok' : 'lost',
      };
    },
  });
  sockets.open(http.server, serve({ handlers, access, refusals, metrics, log }));
  http.openLines();
  // Closed first: pages are told before what they use goes away, and of calls that they end.
  closers.push(() => sockets.close());
  closers.push(() => calls.close());
  log.info(
    {
      host: config.host,
      port: http.port,
      readyAfterMilliseconds: clock() - startedAt,
      demo: config.demo,
      embeddedDatabase: config.databaseUrl === null,
    },
    'server ready',
  );
  return http.port;
}

async function readDemoAccounts(): Promise<readonly DemoAccount[]> {
  return (await import('./demo/accounts.json', { with: { type: 'json' } })).default;
}

/** Closes everything in turn; what fails to close is logged and does not keep the rest open. */
async function closeAll(closers: Closers, log: Logger): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      log.error({ err: error }, 'something did not close');
    }
  }
}
