import { App } from 'antd';
import { errorText } from '../ui/errorText';
import { useWords } from '../ui/words/languageStore';
import { callsWords } from './callsWords';

/** Says in words what a call was refused for. */
export function useCallAction(): (asked: Promise<unknown>) => void {
  const say = useWords(callsWords);
  const { message } = App.useApp();
  return (asked) => {
    asked.catch((error: unknown) => void message.error(say('failed', { why: errorText(error) })));
  };
}
