import { App } from 'antd';
import { useState, type ReactNode } from 'react';
import { useFleet } from '../fleet/fleetStore';
import { changeDraft, openComposer } from '../orders/draftStore';
import { usePermission } from '../session/sessionStore';
import { errorText } from '../ui/errorText';
import { clockTime } from '../ui/formatTime';
import { useWords } from '../ui/words/languageStore';
import { camerasOf } from '../video/VideoWall';
import { showOnWall } from '../video/wallStore';
import { serverNow } from '../wire/pageConnection';
import { callsWords } from './callsWords';
import { clearMuster, toggleMember, useMuster } from './musterStore';
import { openAreaGroup, openGroup } from './openGroup';

/** More plates than this are only counted. */
const SHOWN_PLATES = 12;

/** What can be done with the vehicles or the area that were gathered on the map; `onWall` turns to the wall. */
export function MusterBar({ onWall }: { onWall: () => void }): ReactNode {
  const { vehicleIds, isAreaDone } = useMuster();
  if (isAreaDone) return <AreaForm />;
  return vehicleIds.length === 0 ? null : <SelectionForm vehicleIds={vehicleIds} onWall={onWall} />;
}

function SelectionForm({ vehicleIds, onWall }: { vehicleIds: readonly string[]; onWall: () => void }): ReactNode {
  const say = useWords(callsWords);
  const vehicles = useFleet((state) => state.vehicles);
  const mayOpen = usePermission('calls.open');
  const mayOrder = usePermission('orders.send');
  const mayWatch = usePermission('video.watch');
  const { message } = App.useApp();
  const { tell, isBusy } = useOpening();
  const [name, setName] = useState(() => say('adHocName', { time: clockTime(serverNow()).slice(0, 5) }));
  const open = (kind: 'ad-hoc' | 'broadcast'): void =>
    void tell(() => openGroup({ kind, name: name.trim(), vehicleIds: [...vehicleIds] }));
  const openCameras = (): void => {
    const cameraIds = vehicleIds.flatMap(camerasOf);
    if (cameraIds.length === 0) {
      void message.info(say('camerasNone'));
      return;
    }
    const unseen = showOnWall(cameraIds);
    if (unseen > 0) void message.warning(say('wallFull', { count: unseen }));
    clearMuster();
    onWall();
  };
  return (
    <section className="muster" aria-label={say('selected', { count: vehicleIds.length })}>
      <header>
        <b role="status">{say('selected', { count: vehicleIds.length })}</b>
        <button type="button" onClick={clearMuster}>
          {say('clear')}
        </button>
      </header>
      <ul>
        {vehicleIds.slice(0, SHOWN_PLATES).map((id) => (
          <li key={id}>
            {vehicles.get(id)?.plate ?? id}
            <button
              type="button"
              aria-label={say('removeOne', { plate: vehicles.get(id)?.plate ?? id })}
              onClick={() => toggleMember(id)}
            >
              ✕
            </button>
          </li>
        ))}
        {vehicleIds.length > SHOWN_PLATES && <li>+{vehicleIds.length - SHOWN_PLATES}</li>}
      </ul>
      {mayOpen && (
        <label>
          <span>{say('groupName')}</span>
          <input value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />
        </label>
      )}
      <footer>
        {mayOpen && (
          <>
            <button
              type="button"
              className="muster-main"
              disabled={isBusy || name.trim() === ''}
              onClick={() => open('ad-hoc')}
            >
              {say('openAdHoc')}
            </button>
            <button type="button" disabled={isBusy || name.trim() === ''} onClick={() => open('broadcast')}>
              {say('openBroadcast')}
            </button>
          </>
        )}
        {mayWatch && (
          <button type="button" onClick={openCameras}>
            {say('openCameras')}
          </button>
        )}
        {mayOrder && (
          <button
            type="button"
            onClick={() => {
              openComposer(null);
              changeDraft({ vehicleIds });
              clearMuster();
            }}
          >
            {say('orderThem')}
          </button>
        )}
      </footer>
    </section>
  );
}

function AreaForm(): ReactNode {
  const say = useWords(callsWords);
  const { corners } = useMuster();
  const { tell, isBusy } = useOpening();
  const [name, setName] = useState(() => say('areaName', { time: clockTime(serverNow()).slice(0, 5) }));
  return (
    <section className="muster" aria-label={say('openArea')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void tell(() => openAreaGroup(name.trim(), corners));
        }}
      >
        <label>
          <span>{say('groupName')}</span>
          <input autoFocus value={name} maxLength={60} onChange={({ target }) => setName(target.value)} />
        </label>
        <footer>
          <button type="submit" className="muster-main" disabled={isBusy || name.trim() === ''}>
            {say('openArea')}
          </button>
          <button type="button" onClick={clearMuster}>
            {say('cancel')}
          </button>
        </footer>
      </form>
    </section>
  );
}

/** Opens a group, says what came of it and puts the selection away. */
function useOpening(): { tell: (open: () => Promise<{ name: string }>) => Promise<void>; isBusy: boolean } {
  const say = useWords(callsWords);
  const { message } = App.useApp();
  const [isBusy, setBusy] = useState(false);
  return {
    isBusy,
    tell: async (open) => {
      setBusy(true);
      try {
        const { name } = await open();
        clearMuster();
        void message.success(say('opened', { name }));
      } catch (error) {
        void message.error(say('failed', { why: errorText(error) }));
        setBusy(false);
      }
    },
  };
}
