import { defineWords } from '../ui/words/Dictionary';

export const sosWords = defineWords(
  {
    sos: '求助',
    pressForHelp: '按一下，中心立即接警',
    undo: '按错了？撤销 {seconds}',
    sending: '正在呼叫中心…',
    sent: '中心已收到求助',
    attended: '{name} 正在处置',
    keepsRecording: '画面和声音已接通中心',
  },
  {
    sos: 'SOS',
    pressForHelp: 'One press calls the centre',
    undo: 'By mistake? Undo {seconds}',
    sending: 'Calling the centre…',
    sent: 'The centre has your call',
    attended: '{name} is on it',
    keepsRecording: 'The centre sees and hears you',
  },
);
