import { thresholdNameWords } from '../alarms/thresholdWords';
import { defineWords } from '../ui/words/Dictionary';

const names = defineWords(
  {
    plate: '车牌',
    crew: '人员',
    status: '状态',
    text: '查找',
    capturedAt: '画面时间',
    startedAt: '开始',
    from: '自',
    to: '至',
    until: '至',
    kind: '类型',
    number: '编号',
    note: '说明',
    why: '原因',
    reason: '原因',
    group: '对讲组',
    by: '发起人',
    track: '轨道',
    vehicle: '车辆',
    alarm: '告警',
    login: '账号',
    device: '平板',
  },
  {
    plate: 'plate',
    crew: 'crew',
    status: 'status',
    text: 'looked for',
    capturedAt: 'picture of',
    startedAt: 'began',
    from: 'from',
    to: 'to',
    until: 'until',
    kind: 'kind',
    number: 'number',
    note: 'note',
    why: 'why',
    reason: 'reason',
    group: 'group',
    by: 'by',
    track: 'track',
    vehicle: 'vehicle',
    alarm: 'alarm',
    login: 'account',
    device: 'tablet',
  },
);

/** What the details of a row are called; of a changed threshold its name on the page of thresholds. */
export const auditDetailWords = {
  'zh-CN': { ...names['zh-CN'], ...thresholdNameWords['zh-CN'] },
  en: { ...names.en, ...thresholdNameWords.en },
};
