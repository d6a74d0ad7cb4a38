import { addressTabs } from '../ui/addressTabs';

export type ReviewTab = 'replay' | 'voice' | 'evidence' | 'orders' | 'coverage' | 'storage' | 'status' | 'audit';

/** The part of the review page that is shown. */
export const { useTab: useReviewTab, showTab: showReviewTab } = addressTabs<ReviewTab>([
  'replay',
  'voice',
  'evidence',
  'orders',
  'coverage',
  'storage',
  'status',
  'audit',
]);
