import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { startSession } from '../session/sessionStore';
import { loadSiteConfig } from '../session/siteConfig';
import { PageFrame } from '../ui/PageFrame';
import './terminal.css';
import { TerminalPage } from './TerminalPage';
import { unlockTonesByTouch } from './tones';

startSession('vehicle');
void loadSiteConfig();
unlockTonesByTouch();

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
