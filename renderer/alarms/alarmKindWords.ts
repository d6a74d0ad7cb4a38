import type { AlarmKind } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const alarmKindWords = defineWords<AlarmKind>(
  {
    sos: '紧急求助',
    'vehicle-lost': '车辆失联',
    'camera-lost': '摄像头中断',
    'no-key-frames': '画面无法解码',
    'frozen-picture': '画面静止',
    'black-picture': '画面全黑',
    'covered-picture': '镜头被遮挡',
    'no-sound': '现场声音中断',
    'left-area': '驶离辖区',
    overspeed: '超速',
    'still-too-long': '停留过久',
    'recording-gap': '录像中断',
    disk: '存储空间不足',
    'clock-off': '终端时钟偏差',
    'kpi-breach': '对讲质量超限',
  },
  {
    sos: 'call for help',
    'vehicle-lost': 'vehicle lost',
    'camera-lost': 'camera lost',
    'no-key-frames': 'picture cannot be decoded',
    'frozen-picture': 'frozen picture',
    'black-picture': 'black picture',
    'covered-picture': 'covered camera',
    'no-sound': 'no sound',
    'left-area': 'left its area',
    overspeed: 'speeding',
    'still-too-long': 'still too long',
    'recording-gap': 'not recorded',
    disk: 'disk nearly full',
    'clock-off': 'clock is off',
    'kpi-breach': 'talk quality over its limit',
  },
);
