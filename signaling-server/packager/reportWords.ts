import type {
  AlarmKind,
  CameraView,
  CrewCallOutcome,
  EscalationCause,
  EscalationStep,
  GapReason,
  VehicleStatus,
} from '@protocol';

/** In what is burned into pictures and printed, which is in Chinese whoever asks for it. */
export const viewWords: Readonly<Record<CameraView, string>> = {
  ...{ front: '前视', rear: '后视', cabin: '车内', mast: '云台' },
};

export const gapWords: Readonly<Record<GapReason, string>> = {
  ...{ 'off-duty': '未上勤', 'vehicle-offline': '终端离线', 'camera-denied': '摄像头未授权' },
  ...{ 'camera-busy': '摄像头被占用', 'camera-gone': '摄像头断开', 'page-hidden': '终端页面在后台' },
  ...{ 'poor-network': '网络不良', 'camera-changed': '更换设备', 'media-worker-died': '媒体服务中断' },
  ...{ 'microphone-denied': '麦克风未授权', 'microphone-busy': '麦克风被占用' },
  ...{ 'microphone-gone': '麦克风断开', 'microphone-muted': '麦克风被静音' },
  ...{ 'server-restarted': '服务器重启', 'recorder-restarted': '录像机重启', 'disk-error': '磁盘故障' },
  ...{ 'storage-full': '存储已满', 'no-key-frame': '无关键帧', 'no-media': '无画面或声音' },
  ...{ 'signed-in-elsewhere': '在他处登录', unknown: '原因不明' },
};

export const statusWords: Readonly<Record<VehicleStatus, string>> = { free: '空闲', busy: '处置中', break: '休息' };

export const alarmWords: Readonly<Record<AlarmKind, string>> = {
  ...{ sos: '紧急求助', 'vehicle-lost': '车辆失联', 'camera-lost': '摄像头中断', 'no-key-frames': '画面无法解码' },
  ...{ 'frozen-picture': '画面静止', 'black-picture': '画面全黑', 'covered-picture': '镜头被遮挡' },
  ...{ 'no-sound': '现场声音中断', 'left-area': '驶离辖区', overspeed: '超速', 'still-too-long': '停留过久' },
  ...{ 'recording-gap': '录像中断', disk: '存储空间不足', 'clock-off': '终端时钟偏差', 'kpi-breach': '对讲质量超限' },
};

export const causeWords: Readonly<Record<EscalationCause, string>> = {
  ...{ 'not-delivered': '未送达', 'not-accepted': '未接受', 'not-arrived': '未到达' },
};

export const stepWords: Readonly<Record<EscalationStep, string>> = {
  ...{ 'repeat-with-tone': '再次提示', 'read-aloud': '朗读指令', 'ring-crew': '呼叫班组' },
  ...{ 'suggest-next-vehicle': '建议改派', 'tell-supervisor': '报告督察' },
};

/** What became of the call of a step that rings the crew. */
export const crewCallWords: Readonly<Record<CrewCallOutcome, string>> = {
  ...{ answered: '已接听', refused: '班组挂断', 'no-answer': '无人接听', busy: '班组正在通话' },
  ...{ 'not-reachable': '终端不在线', 'no-desk': '没有指挥席在线', 'desk-busy': '指挥席均在通话' },
  ...{ 'hung-up': '指挥席挂断', stopped: '呼叫中已有答复', interrupted: '服务重启，结果不详', failed: '呼叫失败' },
};
