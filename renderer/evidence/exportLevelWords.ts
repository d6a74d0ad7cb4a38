import type { ExportCategory, Place } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const exportLevelWords = defineWords(
  {
    title: '谁可以导出',
    explain:
      '导出权限须持有到哪一级，按录像形成的地点和用途。规则对该地及其下各队生效，几条规则取最严的；都未设时，日常录像中队可导出，报警录像须区级。带括号的为沿用，本地未设规则。更改计入审计。',
    place: '地点',
    asUsual: '（{level}）',
  },
  {
    title: 'Who may export',
    explain:
      'At which level the right must be held, by the place and the purpose of a recording. A rule holds for a place and all under it; of several the strictest counts. With none, a team may export routine recordings, and a district those of alarms. In brackets: no rule of its own. Changes are audited.',
    place: 'Place',
    asUsual: '({level})',
  },
);

export const exportCategoryWords = defineWords<ExportCategory>(
  { routine: '日常录像', alarm: '报警录像' },
  { routine: 'Routine', alarm: 'Alarms' },
);

export const levelWords = defineWords<Place['kind']>(
  { city: '市级', district: '区级', team: '中队' },
  { city: 'city', district: 'district', team: 'team' },
);
