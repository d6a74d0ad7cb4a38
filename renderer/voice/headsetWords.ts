import { defineWords } from '../ui/words/Dictionary';

export const headsetWords = defineWords(
  {
    title: '耳机按键与音量键讲话',
    how: '按一下开始讲话，再按一下结束；到最长讲话时间自动结束',
    'headset.ready': '耳机按键：已就绪',
    'headset.waiting': '耳机按键：点一下屏幕后就绪',
    'headset.unsupported': '耳机按键：此浏览器不支持',
    keysNone: '音量键：尚未收到。按一下没有反应，说明此浏览器不把音量键交给网页',
    keysSeen: '本机可用的按键：{keys}',
    'key.AudioVolumeUp': '音量加',
    'key.AudioVolumeDown': '音量减',
    'key.MediaPlayPause': '播放键',
    'key.HeadsetHook': '耳机线控键',
    'key.headset': '耳机按键',
    comma: '、',
  },
  {
    title: 'Talking by headset button or volume keys',
    how: 'One press begins to talk, the next ends it; the longest time to talk ends it by itself',
    'headset.ready': 'Headset button: ready',
    'headset.waiting': 'Headset button: ready after one touch of the screen',
    'headset.unsupported': 'Headset button: not with this browser',
    keysNone: 'Volume keys: none has come yet. If a press does nothing, this browser keeps them from pages',
    keysSeen: 'Working on this device: {keys}',
    'key.AudioVolumeUp': 'volume up',
    'key.AudioVolumeDown': 'volume down',
    'key.MediaPlayPause': 'play key',
    'key.HeadsetHook': 'headset hook',
    'key.headset': 'headset button',
    comma: ', ',
  },
);
