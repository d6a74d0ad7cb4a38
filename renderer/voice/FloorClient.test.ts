import { RequestError, type RequestOutput } from '@protocol';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FloorClient, type FloorClientDependencies } from './FloorClient';
import type { MyFloor } from './myFloor';

type Answer = RequestOutput<'voice:requestFloor'>;
const granted: Answer = { answer: 'granted', burstId: 'b1', until: 30_000 };

class Desk implements FloorClientDependencies {
  isTalking = false;
  trouble: 'denied' | null = null;
  readonly tones: string[] = [];
  readonly asked: string[] = [];
  readonly grants: number[] = [];
  readonly floors = new Map<string, MyFloor>();
  holdFails: RequestError | null = null;
  isHeard: Promise<void> = Promise.resolve();
  private readonly answers: ((answer: Answer) => void)[] = [];

  requestFloor({ groupId }: { groupId: string }): Promise<Answer> {
    this.asked.push(`request ${groupId}`);
    return new Promise((resolve) => this.answers.push(resolve));
  }
  async takeFloor({ burstId }: { burstId: string }): Promise<void> {
    this.asked.push(`take ${burstId}`);
  }
  async holdFloor({ burstId }: { burstId: string }): Promise<void> {
    this.asked.push(`hold ${burstId}`);
    if (this.holdFails !== null) throw this.holdFails;
  }
  async releaseFloor({ burstId }: { burstId: string }): Promise<void> {
    this.asked.push(`release ${burstId}`);
  }
  async cancelRequest({ groupId }: { groupId: string }): Promise<void> {
    this.asked.push(`cancel ${groupId}`);
  }
  setTalking(isTalking: boolean): void {
    this.isTalking = isTalking;
  }
  heard(): Promise<void> {
    return this.isHeard;
  }
  microphoneTrouble(): 'denied' | null {
    return this.trouble;
  }
  tone(tone: string): void {
    this.tones.push(tone);
  }
  now(): number {
    return Date.now();
  }
  changed(groupId: string, floor: MyFloor): void {
    this.floors.set(groupId, floor);
  }
  granted(_groupId: string, milliseconds: number): void {
    this.grants.push(milliseconds);
  }
  async answer(answer: Answer): Promise<void> {
    await vi.advanceTimersByTimeAsync(0);
    this.answers.shift()?.(answer);
    await vi.advanceTimersByTimeAsync(0);
  }
}

describe('FloorClient', () => {
  let desk: Desk;
  let client: FloorClient;
  beforeEach(() => {
    vi.useFakeTimers();
    desk = new Desk();
    client = new FloorClient(desk);
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('opens the microphone with the grant, says each second that it lives, and measures press to grant', async () => {
    client.press('g');
    expect(desk.isTalking).toBe(false);
    await vi.advanceTimersByTimeAsync(40);
    await desk.answer(granted);
    expect([desk.isTalking, desk.tones, desk.grants]).toEqual([true, ['permit'], [40]]);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(desk.asked).toEqual(['request g', 'hold b1', 'hold b1']);
  });

  it('shuts the microphone at once, and gives the floor back when the last words are on their way', async () => {
    client.press('g');
    await desk.answer(granted);
    client.letGo();
    expect([desk.isTalking, desk.asked]).toEqual([false, ['request g']]);
    await vi.advanceTimersByTimeAsync(200);
    expect(desk.asked).toEqual(['request g', 'release b1']);
    expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: null });
  });

  it('takes the floor that comes from the queue while the button is down', async () => {
    client.press('g');
    await desk.answer({ answer: 'queued', position: 1, size: 1 });
    expect(desk.floors.get('g')).toEqual({ phase: 'queued', position: 1, size: 1, isPressed: true });
    client.take('g', { message: 'granted', burstId: 'b2', until: 9, confirmBy: 5 });
    expect([desk.isTalking, desk.asked]).toEqual([true, ['request g', 'take b2']]);
  });

  it('waits for a press where the button was let go in the queue, and gives the floor back after that', async () => {
    client.press('g');
    await desk.answer({ answer: 'queued', position: 1, size: 1 });
    client.letGo();
    const confirmBy = Date.now() + 2_000;
    client.take('g', { message: 'granted', burstId: 'b2', until: null, confirmBy });
    expect(desk.floors.get('g')).toEqual({ phase: 'your-turn', confirmBy });
    expect([desk.isTalking, desk.tones]).toEqual([false, ['turn']]);
    await vi.advanceTimersByTimeAsync(2_500);
    expect(desk.asked).toEqual(['request g', 'release b2']);
    expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: { why: 'ended', reason: 'not-taken' } });
  });

  it('goes on waiting in one queue while it speaks in another group', async () => {
    client.press('one');
    await desk.answer({ answer: 'queued', position: 2, size: 2 });
    client.press('two');
    await desk.answer(granted);
    expect(desk.floors.get('one')).toMatchObject({ phase: 'queued', isPressed: false });
    expect(client.speakingIn).toBe('two');
  });

  it('asks again where no answer comes, and gives up at last', async () => {
    client.press('g');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(desk.asked).toEqual(['request g', 'request g', 'request g', 'cancel g']);
    expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: { why: 'error', code: 'timeout' } });
  });

  it('stops where the server does not know its burst any more', async () => {
    client.press('g');
    await desk.answer(granted);
    desk.holdFails = new RequestError('conflict', '');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.isTalking).toBe(false);
    expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: { why: 'ended', reason: 'connection-lost' } });
  });

  it('speaks on where one sign of life was lost on the way', async () => {
    client.press('g');
    await desk.answer(granted);
    desk.holdFails = new RequestError('timeout', '');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(desk.isTalking).toBe(true);
  });

  describe('with a microphone that is only just opening', () => {
    let open: () => void = () => undefined;
    beforeEach(() => {
      desk.isHeard = new Promise((resolve) => (open = resolve));
    });

    it('asks for the floor once, as soon as it is heard', async () => {
      client.press('g');
      await vi.advanceTimersByTimeAsync(3_000);
      expect(desk.asked).toEqual([]);
      expect(desk.floors.get('g')).toEqual({ phase: 'asking' });
      open();
      await desk.answer(granted);
      expect(desk.asked).toEqual(['request g']);
      expect(desk.isTalking).toBe(true);
    });

    it('asks for nothing where the button went up before', async () => {
      client.press('g');
      await vi.advanceTimersByTimeAsync(100);
      client.letGo();
      expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: null });
      open();
      await vi.advanceTimersByTimeAsync(100);
      expect(desk.asked).not.toContain('request g');
    });

    it('asks for the last press alone', async () => {
      client.press('g');
      client.letGo();
      client.press('g');
      open();
      await desk.answer(granted);
      expect(desk.asked.filter((asked) => asked === 'request g')).toHaveLength(1);
      expect(desk.isTalking).toBe(true);
    });

    it('says that it took too long where it is never heard', async () => {
      client.press('g');
      await vi.advanceTimersByTimeAsync(7_000);
      expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: { why: 'error', code: 'timeout' } });
    });
  });

  it('does not ask for the floor without a microphone', () => {
    desk.trouble = 'denied';
    client.press('g');
    expect(desk.asked).toEqual([]);
    expect(desk.floors.get('g')).toEqual({ phase: 'none', refusal: { why: 'microphone', trouble: 'denied' } });
  });

  it('forgets every floor and queue with the line, and asks for none of them by itself', async () => {
    client.press('g');
    await desk.answer(granted);
    client.lineLost();
    expect(desk.isTalking).toBe(false);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(desk.asked).toEqual(['request g']);
  });
});
