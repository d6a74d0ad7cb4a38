import { defineWords } from '../ui/words/Dictionary';

/** Words of what a terminal records by itself. */
export const deviceRecordingWords = defineWords(
  {
    recording: '网络中断，本机录像中 · 已录 {time}',
    onDevice: '本机录像',
    handingIn: '正在补传 {done}/{total}',
    waiting: '待补传 {count} 段',
    title: '断网本机录像',
    room: '可录约 {hours} 小时',
    roomUnknown: '可用空间 {size}',
    used: '已占用 {size}',
    notTaken: '{count} 段录像中心未接收，仍保存在本机，请报告指挥中心',
    dropped: '空间不足，最早的 {count} 段已被覆盖',
    failed: '本机录像不可用，断网期间将没有录像',
    starting: '正在准备…',
  },
  {
    recording: 'No network, recording on this tablet · {time}',
    onDevice: 'Recording on this tablet',
    handingIn: 'Backfilling {done}/{total}',
    waiting: '{count} segments to be backfilled',
    title: 'Recording without a network',
    room: 'Room for about {hours} h',
    roomUnknown: '{size} of room',
    used: '{size} used',
    notTaken: 'The centre did not take {count} segments; they are kept on this tablet, report it to the centre',
    dropped: 'No room: the oldest {count} segments were overwritten',
    failed: 'This tablet cannot record by itself: without a network there is no recording',
    starting: 'Getting ready…',
  },
);
