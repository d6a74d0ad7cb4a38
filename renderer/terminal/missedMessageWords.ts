import { defineWords } from '../ui/words/Dictionary';

/** What was said while the vehicle was away. */
export const missedMessageWords = defineWords(
  {
    messages: '{count} 条语音留言',
    messagesOldest: '最早 {age}',
    messagesPlayed: '已播放 {count} 条语音留言',
    messagesTitle: '语音留言',
    messagesHint: '本车不在线时的对讲，按先后播放',
    messagesNone: '没有语音留言',
    messagePlay: '重听',
    messageStop: '停止',
    messageWaiting: '即将播放',
    messagePlaying: '播放中',
    messagePlayed: '已播放',
    messageFailed: '无法播放',
    messageLate: '迟到 {age}',
    ageMinutes: '{minutes} 分钟前',
    ageHours: '{hours} 小时前',
    ageNow: '刚才',
  },
  {
    messages: '{count} voice messages',
    messagesOldest: 'oldest {age}',
    messagesPlayed: '{count} voice messages played',
    messagesTitle: 'Voice messages',
    messagesHint: 'Said while this vehicle was away, played in their order',
    messagesNone: 'No voice message',
    messagePlay: 'Again',
    messageStop: 'Stop',
    messageWaiting: 'To be played',
    messagePlaying: 'Playing',
    messagePlayed: 'Played',
    messageFailed: 'Cannot be played',
    messageLate: 'late, {age}',
    ageMinutes: '{minutes} min ago',
    ageHours: '{hours} h ago',
    ageNow: 'just now',
  },
);

export type MissedMessageWord = keyof (typeof missedMessageWords)['en'];
