import { RequestError, type RequestOutput } from '@protocol';
import { describe, expect, it } from 'vitest';
import { Talk, type TalkDependencies } from './Talk';

type Grant = RequestOutput<'voice:requestFloor'>;
const granted: Grant = { answer: 'granted', burstId: 'b1', until: 30_000 };

class Desk implements TalkDependencies {
  isTalking = false;
  trouble: 'denied' | null = null;
  readonly tones: string[] = [];
  readonly released: string[] = [];
  answer: (grant: Grant) => void = () => undefined;
  fail: (error: unknown) => void = () => undefined;
  requestFloor(): Promise<Grant> {
    return new Promise((resolve, reject) => {
      this.answer = resolve;
      this.fail = reject;
    });
  }
  releaseFloor({ burstId }: { burstId: string }): Promise<unknown> {
    this.released.push(burstId);
    return Promise.resolve({});
  }
  setTalking(isTalking: boolean): void {
    this.isTalking = isTalking;
  }
  microphoneTrouble(): 'denied' | null {
    return this.trouble;
  }
  permitTone(): void {
    this.tones.push('permit');
  }
  denyTone(): void {
    this.tones.push('deny');
  }
}

describe('Talk', () => {
  it('opens the microphone only once the floor is granted, with the permit tone', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    expect(desk.isTalking).toBe(false);
    desk.answer(granted);
    await pressed;
    expect(talk.state.getState()).toMatchObject({ phase: 'speaking', groupId: 'g', burstId: 'b1' });
    expect([desk.isTalking, desk.tones]).toEqual([true, ['permit']]);
  });

  it('closes the microphone at once on release and gives the floor back', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    desk.answer(granted);
    await pressed;
    talk.release();
    expect([desk.isTalking, desk.released]).toEqual([false, ['b1']]);
  });

  it('gives back a floor that is granted after the button went up, and never opens the microphone', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    talk.release();
    desk.answer(granted);
    await pressed;
    expect([desk.isTalking, desk.released, desk.tones]).toEqual([false, ['b1'], []]);
    expect(talk.state.getState().phase).toBe('idle');
  });

  it('says who has the floor when it is refused', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    desk.answer({ answer: 'denied', cause: 'another-has-it', speakerName: '陈建国' });
    await pressed;
    expect(talk.state.getState()).toEqual({
      phase: 'idle',
      refused: { groupId: 'g', refusal: { why: 'another-has-it', speakerName: '陈建国' } },
    });
    expect(desk.tones).toEqual(['deny']);
  });

  it('says why when the request fails', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    desk.fail(new RequestError('forbidden', ''));
    await pressed;
    expect(talk.state.getState()).toMatchObject({ refused: { refusal: { why: 'error', code: 'forbidden' } } });
  });

  it('does not ask for the floor without a microphone', async () => {
    const desk = new Desk();
    desk.trouble = 'denied';
    const talk = new Talk(desk);
    await talk.press('g');
    expect(talk.state.getState()).toMatchObject({ refused: { refusal: { why: 'microphone', trouble: 'denied' } } });
  });

  it('stops when the server ends the burst, and says that it was too long', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    desk.answer(granted);
    await pressed;
    talk.burstEnded('another', 'released');
    expect(desk.isTalking).toBe(true);
    talk.burstEnded('b1', 'too-long');
    expect(desk.isTalking).toBe(false);
    expect(talk.state.getState()).toMatchObject({ refused: { refusal: { why: 'ended', reason: 'too-long' } } });
  });

  it('stops when the line is lost', async () => {
    const desk = new Desk();
    const talk = new Talk(desk);
    const pressed = talk.press('g');
    desk.answer(granted);
    await pressed;
    talk.lineLost();
    expect(desk.isTalking).toBe(false);
    expect(talk.state.getState().phase).toBe('idle');
  });
});
