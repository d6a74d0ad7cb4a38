import type { ErrorCode } from '@protocol';
import { defineWords } from './Dictionary';

/** One sentence for each refusal of the closed list. */
export const errorWords = defineWords<ErrorCode>(
  {
    'invalid-input': '内容不符合要求，请检查后重试',
    unauthenticated: '请重新登录',
    forbidden: '没有这项权限',
    'not-found': '对象已不存在',
    conflict: '状态已变化，请查看后重试',
    'rate-limited': '操作过于频繁，请稍候再试',
    timeout: '服务器没有应答，请检查网络后重试',
    internal: '服务器出错，已记录，请稍后重试',
  },
  {
    'invalid-input': 'Not accepted. Check what you entered and try again',
    unauthenticated: 'Please sign in again',
    forbidden: 'You do not have this permission',
    'not-found': 'It no longer exists',
    conflict: 'It has changed in the meantime. Look again and retry',
    'rate-limited': 'Too many attempts. Wait a moment',
    timeout: 'The server does not answer. Check the network and retry',
    internal: 'The server failed. This is logged; try again later',
  },
);
