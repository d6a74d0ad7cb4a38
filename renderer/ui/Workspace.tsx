import { App } from 'antd';
import { useEffect, useState, type ReactNode } from 'react';
import { AlarmButton } from '../alarms/AlarmButton';
import { AlarmDesk } from '../alarms/AlarmDesk';
import { AlarmRoom } from '../alarms/AlarmRoom';
import { ThresholdButton } from '../alarms/ThresholdButton';
import { useAlarmCall } from '../alarms/useAlarmCall';
import { AmbientMark } from '../calls/AmbientMark';
import { EmergencyBanner } from '../calls/EmergencyBanner';
import { MapTools } from '../calls/MapTools';
import { MusterBar } from '../calls/MusterBar';
import { MusterLayers } from '../calls/MusterLayers';
import { toggleMember, useMuster } from '../calls/musterStore';
import { PhoneCalls } from '../calls/PhoneCalls';
import { VehiclePopup } from '../calls/VehiclePopup';
import { FleetLayer } from '../fleet/FleetLayer';
import { fleetWords } from '../fleet/fleetWords';
import { MapControls } from '../fleet/MapControls';
import { chooseVehicle, useSelection } from '../fleet/selectionStore';
import { UnitList } from '../fleet/UnitList';
import { VehiclePanel } from '../fleet/VehiclePanel';
import { DistrictLayer } from '../map/DistrictLayer';
import { DrawnVehicleList } from '../map/DrawnVehicleList';
import { MapView } from '../map/MapView';
import { attachmentWords } from '../orders/attachmentWords';
import { useChosenOrder } from '../orders/chosenOrderStore';
import { openComposer, useDraft } from '../orders/draftStore';
import { OrderComposer } from '../orders/OrderComposer';
import { OrderDesk } from '../orders/OrderDesk';
import { OrderDetail } from '../orders/OrderDetail';
import { OrderNewsBar } from '../orders/OrderNewsBar';
import { OrderPlaceLayer } from '../orders/OrderPlaceLayer';
import { OrderSettingsButton } from '../orders/OrderSettingsButton';
import { takeFrame } from '../orders/takeFrame';
import { usePermission } from '../session/sessionStore';
import { StatusPage } from '../status/StatusPage';
import { camerasOf, VideoWall } from '../video/VideoWall';
import { addToWall } from '../video/wallStore';
import { FloorSettingsButton } from '../voice/FloorSettingsButton';
import { letGo, press } from '../voice/pageTalk';
import { TalkStrip } from '../voice/TalkStrip';
import { talkTarget } from '../voice/talkTargetStore';
import { VoiceAnnouncer } from '../voice/VoiceAnnouncer';
import { voiceWords } from '../voice/voiceWords';
import { showConsoleTab, useConsoleTab } from './consoleTab';
import { HotkeyHelp } from './HotkeyHelp';
import { useHotkeys } from './hotkeys';
import { TopBar } from './TopBar';
import { useWords } from './words/languageStore';
import './workspace.css';

/** The dispatcher's desk: units, map or wall, the chosen vehicle, talk groups. */
export function Workspace(): ReactNode {
  const say = useWords(fleetWords);
  const sayVoice = useWords(voiceWords);
  const sayFile = useWords(attachmentWords);
  const { message } = App.useApp();
  const asked = useConsoleTab();
  const [isHelpOpen, setHelpOpen] = useState(false);
  const mayOrder = usePermission('orders.send');
  const mayWatch = usePermission('video.watch');
  const mayHear = usePermission('voice.listen');
  const maySpeak = usePermission('voice.speak');
  const mayOpenCalls = usePermission('calls.open');
  const isComposing = useDraft((draft) => draft.isOpen);
  const isPicking = useDraft((draft) => draft.isPicking);
  const takesVehicles = useDraft((draft) => draft.isOpen && draft.correcting === null && !draft.isPicking);
  const tool = useMuster((muster) => muster.tool);
  const chosenOrderId = useChosenOrder(({ orderId }) => orderId);
  const maySeeOrders = usePermission('orders.view');
  const maySeeStatus = usePermission('status.view');
  const isShut = { command: false, wall: !mayWatch, orders: !maySeeOrders, status: !maySeeStatus }[asked];
  const tab = isShut ? 'command' : asked;
  // A place is picked on the map, wherever the order was begun.
  useEffect(() => {
    if (isPicking) showConsoleTab('command');
  }, [isPicking]);

  const maySeeAlarms = usePermission('alarms.view');
  const mayConfigureAlarms = usePermission('alarms.configure');
  const mayConfigureVoice = usePermission('voice.configure');
  const mayConfigureOrders = usePermission('orders.configure');
  const [showsAlarms, setShowsAlarms] = useState(false);
  useAlarmCall(() => setShowsAlarms(true));

  const show = (vehicleId: string): void => {
    showConsoleTab('command');
    chooseVehicle(vehicleId, true);
  };
  const toWall = (vehicleId: string): void => {
    addToWall(camerasOf(vehicleId).slice(0, 1));
    showConsoleTab('wall');
  };
  const speak = (preempt: boolean): void => {
    const target = talkTarget();
    if (target === null) void message.info(sayVoice('chooseFirst'));
    else press(target.id, preempt ? { preempt } : undefined);
  };
  useHotkeys({
    ...(maySpeak && { Space: { down: () => speak(false), up: letGo }, P: { down: () => speak(true), up: letGo } }),
    ...(mayOpenCalls && {
      G: {
        down: () => {
          const { vehicleId } = useSelection.getState();
          if (vehicleId !== null) toggleMember(vehicleId);
        },
      },
    }),
    ...(mayOrder && {
      O: { down: () => openComposer(useSelection.getState().vehicleId) },
      S: {
        down: () =>
          void takeFrame().then((plate) =>
            plate === null ? message.info(sayFile('noPicture')) : message.success(sayFile('frameTaken', { plate })),
          ),
      },
    }),
    ...(maySeeOrders && { B: { down: () => showConsoleTab(tab === 'orders' ? 'command' : 'orders') } }),
    ...(mayWatch && {
      V: { down: () => showConsoleTab(tab === 'wall' ? 'command' : 'wall') },
      W: {
        down: () => {
          const { vehicleId } = useSelection.getState();
          if (vehicleId !== null) toWall(vehicleId);
        },
      },
    }),
    ...(maySeeAlarms && { J: { down: () => setShowsAlarms(!showsAlarms) } }),
    '?': { down: () => setHelpOpen(true) },
    Escape: { down: () => (isHelpOpen ? setHelpOpen(false) : chooseVehicle(null)) },
  });

  return (
    <div className="workspace" data-tab={tab}>
      <TopBar
        tab={tab}
        onHelp={() => setHelpOpen(true)}
        alarmButton={
          maySeeAlarms ? (
            <AlarmButton isOpen={showsAlarms} onToggle={() => setShowsAlarms(!showsAlarms)} />
          ) : (
            <>
              {mayConfigureAlarms && <ThresholdButton />}
              {mayConfigureVoice && !maySpeak && <FloorSettingsButton className="quiet-button" />}
              {mayConfigureOrders && !maySeeOrders && <OrderSettingsButton />}
            </>
          )
        }
      />
      <EmergencyBanner onShow={show} />
      <UnitList onOpen={(vehicleId) => (tab === 'wall' ? addToWall(camerasOf(vehicleId).slice(0, 1)) : undefined)} />
      <main className="workspace-middle">
        {tab === 'wall' && <VideoWall />}
        {tab === 'orders' && <OrderDesk />}
        {/* The map stays where it is: to make a GL map anew takes longer than to look away from it. */}
        <div className="workspace-map" hidden={tab !== 'command'}>
          <MapView label={say('map')}>
            <DistrictLayer />
            <MusterLayers />
            <FleetLayer mayChoose={!isPicking && tool === null} mayCarry={takesVehicles && tool === null} />
            <OrderPlaceLayer />
            {maySeeAlarms && showsAlarms && <AlarmRoom />}
            <MapControls />
            <DrawnVehicleList />
            {maySpeak && tool === null && <VehiclePopup />}
            {mayOpenCalls && <MapTools />}
          </MapView>
        </div>
        {maySeeAlarms && showsAlarms && <AlarmDesk onShow={show} onClose={() => setShowsAlarms(false)} />}
        {isComposing && <OrderComposer />}
        {maySeeOrders && <OrderNewsBar onShowOrders={() => showConsoleTab('orders')} />}
        {tab === 'command' && <MusterBar onWall={() => showConsoleTab('wall')} />}
      </main>
      {mayHear && <TalkStrip />}
      {chosenOrderId === null ? <VehiclePanel onWall={toWall} /> : <OrderDetail orderId={chosenOrderId} />}
      {tab === 'status' && <StatusPage />}
      {maySpeak && <PhoneCalls />}
      <AmbientMark />
      {mayHear && <VoiceAnnouncer />}
      <HotkeyHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </div>
  );
}
