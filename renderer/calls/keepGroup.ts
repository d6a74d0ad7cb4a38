import type { TalkGroup } from '@protocol';
import { mergeByRevision } from '../wire/mergeByRevision';
import { useVoice } from '../voice/voiceStore';

/** Takes a group that a request was answered with, which may be sooner than its event. */
export function keepGroup(group: TalkGroup): void {
  useVoice.setState(({ groups }) => ({ groups: mergeByRevision(groups, [group]) }));
}
