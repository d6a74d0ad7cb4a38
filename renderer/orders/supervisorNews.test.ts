import { sampleOrder, type Receipt } from '@protocol';
import { describe, expect, it } from 'vitest';
import { supervisorNews } from './supervisorNews';

const told = { at: 5_000, cause: 'not-accepted', step: 'tell-supervisor', suggestedVehicleId: null } as const;
const order = (receipt: Partial<Receipt>) =>
  sampleOrder({ receipt: { state: 'delivered', escalations: [told], ...receipt } });

describe('what a supervisor is told', () => {
  it('is an order that nobody answers, with why', () => {
    expect(supervisorNews([order({})])).toMatchObject([{ cause: 'not-accepted', at: 5_000, order: { id: 'order-1' } }]);
  });

  it('is none where the rules have not said so', () => {
    expect(supervisorNews([order({ escalations: [{ ...told, step: 'repeat-with-tone' }] })])).toEqual([]);
  });

  it('is over as soon as the crew has answered, or a newer version has gone out', () => {
    expect(supervisorNews([order({ state: 'accepted' })])).toEqual([]);
    expect(supervisorNews([order({ times: { sent: 6_000 } })])).toEqual([]);
  });

  it('is over as soon as the crew picks up, of what it was rung about and of nothing else', () => {
    const call = { outcome: 'answered', at: 6_000, name: '李' } as const;
    const rung = { at: 4_000, cause: 'not-accepted', step: 'ring-crew', suggestedVehicleId: null } as const;
    expect(supervisorNews([order({ escalations: [rung, told] })])).toHaveLength(1);
    expect(supervisorNews([order({ escalations: [{ ...rung, call }, told] })])).toEqual([]);
    const late = { ...told, cause: 'not-arrived' } as const;
    expect(supervisorNews([order({ escalations: [{ ...rung, call }, late] })])).toHaveLength(1);
  });

  it('begins with the most recent', () => {
    const later = sampleOrder({ id: 'later', receipt: { state: 'sent', escalations: [{ ...told, at: 9_000 }] } });
    expect(supervisorNews([order({}), later]).map((one) => one.order.id)).toEqual(['later', 'order-1']);
  });
});
