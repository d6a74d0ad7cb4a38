import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followOrders } from '../orders/ordersStore';
import { startSession } from '../session/sessionStore';
import { loadSiteConfig } from '../session/siteConfig';
import { followStatus } from '../status/statusStore';
import { PageFrame } from '../ui/PageFrame';
import './review.css';
import './marks.css';
import './cover.css';
import '../operations/operations.css';
import './reviewTime.css';
import './reviewTabs.css';
import { ReviewPage } from './ReviewPage';

followStatus();
followOrders();
startSession('review');
void loadSiteConfig();

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <PageFrame>
        <ReviewPage />
      </PageFrame>
    </StrictMode>,
  );
}
