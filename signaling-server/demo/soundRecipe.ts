/** Mandarin by espeak-ng, English by ffmpeg's flite, or tones with the rhythm of speech where there is neither. */
export type Voice = 'mandarin' | 'english' | 'tones';

const EVIDENCE_SECONDS = 20;
/** 20 ms packets of one channel at a constant rate, never paused: a recording has no holes of its own. */
const opus = [
  '-ac',
  '1',
  '-ar',
  '48000',
  '-c:a',
  'libopus',
  '-application',
  'audio',
  '-frame_duration',
  '20',
  '-vbr',
  'off',
];
const container = ['-f', 'ogg', '-page_duration', '20000'];

/** ffmpeg's arguments, all but the output, for the sound in a vehicle: engine, street, and a soft tone of its own. */
export function evidenceSoundArguments(number: number): string[] {
  const engine = 48 + (number % 7) * 5;
  const tone = 360 + (number % 24) * 40;
  const hum =
    `0.05*sin(2*PI*${engine}*t)*(1+0.3*sin(2*PI*0.35*t))+0.02*sin(2*PI*${engine * 2}*t)` +
    `+0.03*sin(2*PI*${tone}*t)*lt(mod(t\\,4)\\,0.3)`;
  return [
    ...['-v', 'error', '-nostdin', '-y', '-f', 'lavfi', '-i', `aevalsrc=${hum}:s=48000:d=${EVIDENCE_SECONDS}`],
    ...['-f', 'lavfi', '-i', `anoisesrc=c=brown:a=0.12:r=48000:seed=${number + 1}:d=${EVIDENCE_SECONDS}`],
    ...['-filter_complex', '[0][1]amix=inputs=2:normalize=0,lowpass=f=6000', ...opus, '-b:a', '32k', ...container],
  ];
}

/** What a crew says when spoken to, each about two seconds. */
const answers = [
  { mandarin: '收到,马上处理。', english: 'Copy that. We are on it.' },
  { mandarin: '收到,正在巡查。', english: 'Received. Still on patrol.' },
  { mandarin: '明白,情况正常。', english: 'Understood. All is normal.' },
] as const;
export const ANSWERS = answers.length;

type Command = readonly [command: string, parameters: readonly string[]];

/** How an answer is made: its recipe, for the cache, and the commands that write it by way of a sound file. */
export function speechCommand(
  voice: Voice,
  number: number,
): { recipe: string; commands: (spoken: string, output: string) => Command[] } {
  const answer = answers[number % answers.length] ?? answers[0];
  const encode = (input: readonly string[], output: string): Command => {
    const level = 'silenceremove=start_periods=1:start_threshold=-45dB,loudnorm=I=-20:TP=-3,aresample=48000';
    return [
      'ffmpeg',
      [
        '-v',
        'error',
        '-nostdin',
        '-y',
        ...input,
        '-af',
        level,
        '-t',
        '3',
        ...opus,
        '-b:a',
        '32k',
        ...container,
        output,
      ],
    ];
  };
  if (voice === 'mandarin') {
    const speak = ['-v', 'cmn', '-s', '170', '-p', `${40 + number * 9}`];
    return {
      recipe: ['espeak-ng', ...speak, answer.mandarin].join(' '),
      commands: (spoken, output) => [
        ['espeak-ng', [...speak, '-w', spoken, answer.mandarin]],
        encode(['-f', 'wav', '-i', spoken], output),
      ],
    };
  }
  const source =
    voice === 'english'
      ? `flite=text='${answer.english}':voice=${number % 2 === 0 ? 'kal16' : 'slt'}`
      : `aevalsrc=(0.25*sin(2*PI*(${150 + number * 30}+30*sin(2*PI*1.7*t))*t)+0.1*sin(2*PI*740*t))*gt(sin(2*PI*3.6*t)\\,-0.3):s=48000:d=2`;
  return { recipe: `lavfi ${source}`, commands: (_spoken, output) => [encode(['-f', 'lavfi', '-i', source], output)] };
}
