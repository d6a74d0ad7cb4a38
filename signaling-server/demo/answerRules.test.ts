import { describe, expect, it } from 'vitest';
import { defaultFloorSettings, type Speaker, type TalkGroup } from '@protocol';
import { answers } from './answerRules';

const group: TalkGroup = {
  id: 'group-420102',
  name: '江岸区',
  kind: 'district',
  placeId: '420102',
  vehicleIds: ['6M560', '3Z071', '0C118'],
  area: null,
  openedBy: null,
  speaker: null,
  queue: [],
  emergency: null,
  settings: defaultFloorSettings,
  revision: 1,
};
const speaker: Speaker = {
  sessionId: 's',
  name: '值班席 01',
  vehicleId: null,
  priority: 9,
  burstId: 'b',
  since: 1000,
  until: 31_000,
};
const out = new Set(['3Z071', '0C118']);

describe('answering', () => {
  it('is for one vehicle of a group: the first that is out', () => {
    const question = { group, speaker, endedAt: 3000 };
    expect(answers(question, '3Z071', out)).toBe(true);
    expect(answers(question, '0C118', out)).toBe(false);
    expect(answers(question, '0C118', new Set(['0C118']))).toBe(true);
  });

  it('is not done after another crew, or after a press too short for a word', () => {
    expect(answers({ group, speaker: { ...speaker, vehicleId: '0C118' }, endedAt: 3000 }, '3Z071', out)).toBe(false);
    expect(answers({ group, speaker, endedAt: 1300 }, '3Z071', out)).toBe(false);
  });
});
