const PACKET_BYTES = 40;
export const PROBE_PACKET_MS = 20;

/**
 * Half a second of noise in the band of speech as Opus packets of 20 ms at 16 kbit/s, all different; made by
 * ffmpeg -f lavfi -i "anoisesrc=d=0.5:c=pink:r=48000:seed=7:a=0.3,bandpass=f=900:w=900" -ac 1 -c:a libopus -b:a 16k
 * -vbr off -application voip -frame_duration 20
 */
const sound = Buffer.from(
  [
    'eAvkYlDgFHfkrcAd4VrVWsBqSznttXyik9iQyeiIEO9mxStxZK8azXgIuw7G7fo8pqu2UsTT3AGs1S8xHQ+rlD5fZ8X/3eEqhXhL',
    'Cu32mHd4CLsO2ySkCPj8afu/j7PDrykK4fS1EQxQpTj4tsEQSQElTAmhZ+7BeAmd+Wp4D7iPmmik+CUIWFBu6gX8B2WBKnFwxx5k',
    'ngL7XVbCMbWIhXgIvGh+tpHe0RSQ8Xgm9XCwb98h4tHqaAz5LisBEh/JR0+5f1KRv+B4CLxofrvPA08p5NGs1W0D/bZGC3WfpxbU',
    'py92ac7kzoG5GStRthgNeAi3+WrqzZfS2NxqwECDi4Ry+P8NlxDzEt0YEVtXOXZ3aKzYGceuDXgH0flq58LHGzRSUnVBhLK+6LQw',
    'fqhJg07I3UhbwAExvJQySgIuLcJ4B9Zp3WTQQBRt/ke++qONLmjQfIKwD305PtkB4z9eU5G155P37qSBeAfR+sW7qGvUcfIpD34q',
    '3tbc5Zhlz79Z+oPoMePUegI/UhKnIYfRHXgI/IT6ssP2LQRv42Mxd0s5Dg6TbEaiV20/3jLbjynfAPyF+G6YlWF4CLxp3WTRG4Ok',
    'kmNb88c3JXIB33nx25TvTFWuhVOjvx5N3zQJz+fBeAiON/2+auUFdHTcyI60j7H2iaMimOKv644/uw22NpFUJBAav/uq4XgIFoT6',
    'ssR8QS439+gbHQU7kFVf9kbosiEe2iNO2aQIyKZ0XGUfcQF4B6lCPlkPgz7YMdgrCS+HJex62/1u5i873IxTjadD51Pef/5/LPJB',
    'eAcLuKTporj9dKd+nzqqOfGRNGfvBKsRjHZjbYE/50KEda9l32HEMngH1mb0Id2jG9lOZAOVTSwi5QxzWF50dLOw8ewtoktYOKfZ',
    'ujvixqJ4B7nm0RAQbACCepta9CblcIYMCg4syY8faoIY2JU5exTabyxxK4aEeAfWaH8mrQLbU8iDec/z8QDWEem/bXgsKZ62YMdF',
    'gUfYXirfmxdv4XgH0ff/A4Pwer89nZ/BAforxOKNll7vCkUry67D3tuYtJM0SbW/D2B4B9ZofynWc6CLfarGFgeHDlgfHEIUZQyF',
    'gDqKDRV1RlFjy1jNKM9BeAi8aH8nzqnXdyrCpBYjVAfgi7d3OQyU6xOH8Gwphwg9zb/IJcyNAHgIvGh+w3HsTO/h2xExSSkmjVBq',
    'rsHuEjgQmEap84C+yhk1FVUiM0N4B7nmdHNaVnH6rWcxeC77HCwDfrcrNzt1LGco6a4cPJcLRs25AhEBeAi8Zvjb3/76QAr5P/MV',
    'MES3iz4LWuKAO9DiBV6Y9Ut/ezkRAutLBQ==',
  ].join(''),
  'base64',
);

export const probePackets: readonly Buffer[] = Array.from({ length: sound.length / PACKET_BYTES }, (_, index) =>
  sound.subarray(index * PACKET_BYTES, (index + 1) * PACKET_BYTES),
);
