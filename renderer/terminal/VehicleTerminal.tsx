import { useEffect, type ReactNode } from 'react';
import { followCalls } from '../calls/callsStore';
import { followCallSound } from '../calls/callSound';
import { media } from '../media/pageMedia';
import { useSession } from '../session/sessionStore';
import { followDeviceRecording } from '../deviceRecording/followDeviceRecording';
import { errorText } from '../ui/errorText';
import { sayNow } from '../ui/words/languageStore';
import { connection } from '../wire/pageConnection';
import { Broadcast } from './Broadcast';
import { useBroadcast } from './broadcastStore';
import { captureDesk } from './pageCapture';
import { followCrewOrders, forgetOrders, useCrewOrders } from './crewOrdersStore';
import { DutyPage } from './DutyPage';
import { DutyPreparation } from './DutyPreparation';
import { keepAwake } from './keepAwake';
import { notify } from './noticeStore';
import { reportPositions } from './reportPositions';
import { followScan } from './scanStore';
import { isCalling, useSos } from './sosStore';
import { followOrderGroup, followOwnEmergency, followTalk } from './talkStore';
import { followMessages } from './voiceMessages';
import { followTerminal, forgetTerminal, useTerminal } from './terminalStore';
import { terminalWords } from './terminalWords';
import { orderNumber } from '../orders/orderNumber';

/** Everything that runs for as long as this tablet is signed in for one vehicle. */
export function VehicleTerminal({ vehicleId }: { vehicleId: string }): ReactNode {
  const personName = useSession(({ signedIn }) => signedIn?.person.name ?? null);
  const vehicle = useTerminal((terminal) => terminal.vehicle);
  const views = vehicle?.cameras.map(({ view }) => view).join(',') ?? '';
  const onDuty = vehicle?.onDuty ?? false;
  const callsForHelp = useSos(isCalling);

  useEffect(() => {
    if (useTerminal.getState().vehicle?.id !== vehicleId) {
      forgetTerminal();
      forgetOrders();
    }
    return followTerminal(personName ?? useTerminal.getState().personName);
  }, [vehicleId, personName]);

  useEffect(
    () =>
      followCrewOrders(vehicleId, (entry, error) => {
        const say = sayNow(terminalWords);
        const reason = errorText(error);
        const order = useCrewOrders.getState().orders.find(({ id }) => id === entry.orderId);
        notify(
          'bad',
          entry.kind === 'say'
            ? say('sayRefused', { reason })
            : say('stepRefused', { number: order === undefined ? '' : orderNumber(order.number), reason }),
        );
      }),
    [vehicleId],
  );

  useEffect(() => {
    if (views === '') {
      return;
    }
    // The list was joined from the vehicle's cameras just above, so that a new array does not open them anew.
    void captureDesk.open(useTerminal.getState().vehicle?.cameras.map(({ view }) => view) ?? []);
    return () => captureDesk.close();
  }, [views]);

  useEffect(() => followDeviceRecording(vehicleId), [vehicleId]);

  useEffect(() => {
    if (!onDuty) {
      return;
    }
    const broadcast = Broadcast.create({
      connection,
      media,
      desk: captureDesk,
      views: useTerminal.getState().vehicle?.cameras.map(({ view }) => view) ?? [],
    });
    useBroadcast.setState({ broadcast });
    const endings = [
      reportPositions(vehicleId),
      keepAwake(),
      followOrderGroup(vehicleId),
      followOwnEmergency(vehicleId),
      followScan(),
      followCalls(),
      followCallSound(),
      followMessages(),
      followTalk({
        setTalking: (isTalking) => broadcast.setTalking(isTalking),
        heard: () => broadcast.talkHeard(),
        stats: () => broadcast.stats(),
        trouble: () => (captureDesk.soundTracks === null ? 'missing' : null),
      }),
      () => useBroadcast.setState({ broadcast: null }),
      () => broadcast.close('off-duty'),
    ];
    return () => endings.forEach((end) => end());
  }, [vehicleId, onDuty]);

  // Whoever calls for help before duty or after it is followed on the map until the call is over.
  useEffect(
    () => (onDuty || !callsForHelp ? undefined : reportPositions(vehicleId)),
    [vehicleId, onDuty, callsForHelp],
  );

  if (!vehicle) {
    return <p className="terminal-wait">{sayNow(terminalWords)('connecting')}</p>;
  }
  return onDuty ? <DutyPage vehicle={vehicle} /> : <DutyPreparation vehicle={vehicle} />;
}
