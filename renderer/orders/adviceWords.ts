import type { RankedVehicle } from '@protocol';
import { defineWords } from '../ui/words/Dictionary';

export const adviceReasonWords = defineWords<RankedVehicle['reasons'][number]['reason']>(
  {
    distance: '距离',
    'fix-age': '{value} 秒前定位',
    free: '空闲',
    busy: '执行中',
    'on-break': '休息',
    'on-another-order': '另有 {value} 条指令',
    'no-crew': '无人在车',
    'crew-aboard': '{value} 人在车',
    'camera-working': '画面正常',
    'no-camera': '无画面',
    'own-district': '本辖区',
    'other-district': '非本辖区',
  },
  {
    distance: 'distance',
    'fix-age': 'fix {value} s ago',
    free: 'free',
    busy: 'busy',
    'on-break': 'on break',
    'on-another-order': '{value} other orders',
    'no-crew': 'nobody aboard',
    'crew-aboard': '{value} aboard',
    'camera-working': 'camera works',
    'no-camera': 'no picture',
    'own-district': 'own district',
    'other-district': 'another district',
  },
);

/** Why a vehicle stands behind the one before it. */
export const adviceLossWords = defineWords<NonNullable<RankedVehicle['lostBy']>>(
  {
    status: '不如上一辆空闲',
    'on-another-order': '手上指令更多',
    'no-crew': '无人在车',
    distance: '比上一辆远',
    district: '不是本辖区的车',
    camera: '没有画面',
    'fix-age': '定位较旧',
  },
  {
    status: 'less free than the one before',
    'on-another-order': 'has more orders',
    'no-crew': 'nobody aboard',
    distance: 'farther than the one before',
    district: 'of another district',
    camera: 'has no picture',
    'fix-age': 'has an older fix',
  },
);
