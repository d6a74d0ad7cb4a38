import { createRoot } from 'react-dom/client';
import { followAlarms } from './alarms/alarmsStore';
import { bringSosToDesk } from './alarms/bringSosToDesk';
import { soundAlarms } from './alarms/soundAlarms';
import { followCalls } from './calls/callsStore';
import { followCallSound } from './calls/callSound';
import { followFeed } from './feed/feedStore';
import { followFleet } from './fleet/fleetStore';
import { followOrderNews } from './orders/orderNewsStore';
import { followOrders } from './orders/ordersStore';
import { followRecorder } from './recording/recorderStore';
import { startSession } from './session/sessionStore';
import { loadSiteConfig } from './session/siteConfig';
import { followStatus } from './status/statusStore';
import { ConsolePage } from './ui/ConsolePage';
import { PageFrame } from './ui/PageFrame';
import { followPosters } from './video/followPosters';
import { watchChosen } from './video/watchChosen';
import { followDeskListening } from './voice/followDeskListening';
import { followDeskTalk } from './voice/deskMicrophone';
import { followVoice } from './voice/voiceStore';

followFleet();
followOrders();
followOrderNews();
followVoice();
followDeskTalk();
followDeskListening();
followFeed();
followRecorder();
followPosters();
watchChosen();
followCalls();
followCallSound();
followStatus();
followAlarms();
bringSosToDesk();
soundAlarms();
startSession('console');
void loadSiteConfig();

const root = document.querySelector('#root');
if (root === null) throw new Error('the page has no root');
createRoot(root).render(
  <PageFrame>
    <ConsolePage />
  </PageFrame>,
);
