import type { CrewCallOutcome, EscalationCause, EscalationStep, Receipt } from '@protocol';
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

/** What became of the call of a step that rings the crew. */
export const crewCallWords = defineWords<CrewCallOutcome>(
  {
    answered: '已接听，本阶段不再催办',
    refused: '班组挂断',
    'no-answer': '无人接听',
    busy: '班组正在通话',
    'not-reachable': '终端不在线',
    'no-desk': '没有指挥席在线，无法呼叫',
    'desk-busy': '指挥席均在通话，无法呼叫',
    'hung-up': '指挥席挂断',
    stopped: '呼叫中已有答复',
    interrupted: '服务重启，结果不详',
    failed: '呼叫失败',
  },
  {
    answered: 'answered, no more reminders at this stage',
    refused: 'the crew hung up',
    'no-answer': 'nobody picked up',
    busy: 'the crew was in a call',
    'not-reachable': 'the terminal was not online',
    'no-desk': 'not rung, no desk in charge was online',
    'desk-busy': 'not rung, every desk in charge was speaking',
    'hung-up': 'the desk rang off',
    stopped: 'the order was answered while it rang',
    interrupted: 'the server was restarted meanwhile',
    failed: 'the call failed',
  },
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
