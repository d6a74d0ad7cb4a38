import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from '../session/sessionStore';
import { loadSiteConfig } from '../session/siteConfig';
import { PageFrame } from '../ui/PageFrame';
import './terminal.css';
import './topBar.css';
import './door.css';
import './preparation.css';
import './duty.css';
import './order.css';
import './talk.css';
import './talkParts.css';
import './portrait.css';
import './sheet.css';
import '../deviceRecording/deviceRecording.css';
import { keepPage } from './keepPage';
import { TerminalPage } from './TerminalPage';
import { followSoundDevices } from '../voice/soundDevices';
import { followVoice } from '../voice/voiceStore';

startSession('vehicle');
void loadSiteConfig();
followVoice();
followSoundDevices();
keepPage();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <PageFrame>
        <TerminalPage />
      </PageFrame>
    </StrictMode>,
  );
}
