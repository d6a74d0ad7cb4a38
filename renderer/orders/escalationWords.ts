import type { EscalationCause, EscalationStep, Receipt } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const escalationStepWords = defineWords<EscalationStep>(
  {
    'repeat-with-tone': '再次提示',
    'read-aloud': '朗读指令',
    'ring-crew': '呼叫班组',
    'suggest-next-vehicle': '建议改派',
    'tell-supervisor': '报告督察',
  },
  {
    'repeat-with-tone': 'Repeat with tone',
    'read-aloud': 'Read aloud',
    'ring-crew': 'Ring the crew',
    'suggest-next-vehicle': 'Suggest the next vehicle',
    'tell-supervisor': 'Tell the supervisor',
  },
);

export const escalationCauseWords = defineWords<EscalationCause>(
  { 'not-delivered': '未送达', 'not-accepted': '未接受', 'not-arrived': '未到达' },
  { 'not-delivered': 'not delivered', 'not-accepted': 'not accepted', 'not-arrived': 'not arrived' },
);

export const readAloudWords = defineWords<NonNullable<Receipt['readAloud']>['outcome']>(
  {
    read: '已朗读',
    answered: '朗读中已回应',
    withdrawn: '朗读中已撤回',
    'no-voice': '未朗读：设备没有语音',
    muted: '未朗读：设备静音',
    failed: '未朗读：播放失败',
  },
  {
    read: 'read aloud',
    answered: 'answered while it was read aloud',
    withdrawn: 'taken back while it was read aloud',
    'no-voice': 'not read aloud: the device has no voice',
    muted: 'not read aloud: the device is muted',
    failed: 'not read aloud: it could not be played',
  },
);
