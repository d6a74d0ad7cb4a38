import type { Migration } from 'kysely';
import { callsTables } from './calls';
import { alarmTables } from './alarms';
import { auditChain } from './auditChain';
import { burstAlarms } from './burstAlarms';
import { deviceRecordingsTable } from './deviceRecordings';
import { evidenceTables } from './evidence';
import { evidenceKeeping } from './evidenceKeeping';
import { exportLevels } from './exportLevels';
import { firstTables } from './firstTables';
import { floorSettings } from './floorSettings';
import { handOversTable } from './handOvers';
import { holdsTable } from './holds';
import { operationsTables } from './operations';
import { orderLifecycleTables } from './orderLifecycle';
import { orderNumbers } from './orderNumbers';
import { packageRights } from './packageRights';
import { recordingStorage } from './recordingStorage';
import { recordingVolumesTables } from './recordingVolumes';
import { stillsAndCovers } from './stills';
import { vehiclePlaces } from './vehiclePlaces';
import { vehicleQuotas } from './vehicleQuotas';
import { voiceLog } from './voiceLog';

/** The steps of the store of everything, in the order of their names. A step that has been released is never changed. */
export const mainMigrations: Readonly<Record<string, Migration>> = {
  '001-first-tables': firstTables,
  '002-floor-settings': floorSettings,
  '010-audit-chain': auditChain,
  '003-voice-log': voiceLog,
  '004-calls': callsTables,
  '011-order-numbers': orderNumbers,
  '020-alarms': alarmTables,
  '030-order-lifecycle': orderLifecycleTables,
  '040-holds': holdsTable,
  '050-evidence': evidenceTables,
  '060-recording-storage': recordingStorage,
  '070-operations': operationsTables,
  '090-evidence-keeping': evidenceKeeping,
  '100-stills-and-covers': stillsAndCovers,
  '110-recording-volumes': recordingVolumesTables,
  '120-device-recordings': deviceRecordingsTable,
  '130-hand-overs': handOversTable,
  '140-vehicle-quotas': vehicleQuotas,
  '150-vehicle-places': vehiclePlaces,
  '160-export-levels': exportLevels,
  '170-burst-alarms': burstAlarms,
  '180-package-rights': packageRights,
};
