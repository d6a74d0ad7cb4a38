import { defineWords } from '../ui/words/Dictionary';
import type { FloorSettingName } from './floorSettingsFields';

export const floorSettingNameWords = defineWords<FloorSettingName>(
  {
    talkLimitMs: '一次最长讲话',
    talkLimitWarningMs: '到时前多久提醒',
    graceMs: '收回话权后还可讲完',
    endOfMediaMs: '多久没有声音即收回',
    queueLength: '排队人数上限',
    grantedFromQueueMs: '轮到后多久再提示（共 3 次）',
    queuedGrantActionMs: '轮到后等候按下',
    hangTimeMs: '临时组无人讲话后结束',
    emergencyHangTimeMs: '紧急呼叫无人讲话后结束',
  },
  {
    talkLimitMs: 'Longest speech',
    talkLimitWarningMs: 'Warning before its end',
    graceMs: 'To finish after a revoke',
    endOfMediaMs: 'Taken back after so long without sound',
    queueLength: 'Most who may queue',
    grantedFromQueueMs: 'Told again on one’s turn (3 times)',
    queuedGrantActionMs: 'Time to press on one’s turn',
    hangTimeMs: 'Ad-hoc group ends after silence of',
    emergencyHangTimeMs: 'Emergency ends after silence of',
  },
);

export const floorSettingsWords = defineWords(
  {
    title: '话权设置',
    group: '对讲组',
    organisation: '全市、城区与中队',
    moment: '临时开设',
    vehicles: '车辆单呼',
    note: '保存后立即生效；正在进行的讲话按原来的时限结束。',
    s: '秒',
    people: '人',
    usual: '默认 {value} · {least}–{most}',
    wrong: '标红的数值不在允许范围内',
    defaults: '恢复默认值',
    save: '保存',
    saved: '已保存，立即生效',
    failed: '未保存：{why}',
    close: '关闭',
  },
  {
    title: 'Floor settings',
    group: 'Talk group',
    organisation: 'City, districts and teams',
    moment: 'Opened for the moment',
    vehicles: 'Private, by vehicle',
    note: 'In force as soon as they are saved; who speaks just now ends by the old limit.',
    s: 's',
    people: 'people',
    usual: 'usually {value} · {least}–{most}',
    wrong: 'What is marked red is not within its bounds',
    defaults: 'Usual values',
    save: 'Save',
    saved: 'Saved, and in force',
    failed: 'Not saved: {why}',
    close: 'Close',
  },
);
