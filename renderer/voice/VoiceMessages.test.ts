import type { LoggedBurst, RequestInput } from '@protocol';
import { describe, expect, it, vi } from 'vitest';
import type { Playing } from './Recorded';
import { VoiceMessages } from './VoiceMessages';
import type { VoiceMessage } from './voiceStore';

const burst = (id: string, startedAt: number): LoggedBurst => ({
  id,
  groupId: 'g',
  groupName: 'g',
  speakerName: 'n',
  accountId: 'a',
  vehicleId: null,
  orderId: null,
  alarmId: null,
  order: null,
  alarm: null,
  priority: 5,
  emergency: false,
  startedAt,
  endedAt: startedAt + 1_000,
  endReason: 'released',
  position: null,
  floorEvents: [],
  receivers: [],
  segmentIds: [],
});

function tablet(bursts: LoggedBurst[]) {
  const playing = new Map<string, (playing: Playing | Error) => void>();
  const began: string[] = [];
  const reports: RequestInput<'voiceLog:reportPlayed'>[] = [];
  const played = new Set<string>();
  const state = { isLive: false, shown: [] as readonly VoiceMessage[] };
  const end = (id: string, isWhole = true): void =>
    playing.get(id)?.({ playedMs: isWhole ? 1_000 : 200, firstSoundAt: 7, isWhole });
  const messages = new VoiceMessages({
    missed: () => Promise.resolve(bursts),
    play: (id) => {
      began.push(id);
      return new Promise((resolve, reject) => {
        playing.set(id, (how) => (how instanceof Error ? reject(how) : resolve(how)));
      });
    },
    stop: () => [...playing.keys()].forEach((id) => end(id, false)),
    report: (report) => void reports.push(report),
    isLive: () => state.isLive,
    played,
    show: (shown) => void (state.shown = shown),
  });
  const phases = (): string[] => state.shown.map(({ burst: { id }, phase }) => `${id} ${phase}`);
  return { messages, began, reports, played, state, end, playing, phases };
}

describe('VoiceMessages', () => {
  it('plays what was missed one after the other, oldest first, and reports each as late', async () => {
    const { messages, began, reports, end, phases } = tablet([burst('two', 2_000), burst('one', 1_000)]);
    await messages.load();
    expect(phases()).toEqual(['one playing', 'two waiting']);
    end('one');
    await vi.waitFor(() => expect(began).toEqual(['one', 'two']));
    end('two');
    await vi.waitFor(() => expect(phases()).toEqual(['one played', 'two played']));
    expect(reports.map(({ burstId, late, playedMs }) => [burstId, late, playedMs])).toEqual([
      ['one', true, 1_000],
      ['two', true, 1_000],
    ]);
  });

  it('never plays one twice, however often it is told of it', async () => {
    const { messages, began, end, phases } = tablet([burst('one', 1_000)]);
    await messages.load();
    await messages.load();
    end('one');
    await vi.waitFor(() => expect(phases()).toEqual(['one played']));
    await messages.load();
    expect(began).toEqual(['one']);
  });

  it('does not play what a former page of this device has played', async () => {
    const { messages, began, played } = tablet([burst('one', 1_000)]);
    played.add('one');
    await messages.load();
    expect(began).toEqual([]);
  });

  it('waits while somebody speaks, and begins a message anew that a live word has stopped', async () => {
    const { messages, began, state, end, phases, reports } = tablet([burst('one', 1_000)]);
    state.isLive = true;
    await messages.load();
    expect(phases()).toEqual(['one waiting']);
    state.isLive = false;
    messages.liveChanged();
    state.isLive = true;
    messages.liveChanged();
    await vi.waitFor(() => expect(phases()).toEqual(['one waiting']));
    state.isLive = false;
    messages.liveChanged();
    expect(began).toEqual(['one', 'one']);
    end('one');
    await vi.waitFor(() => expect(phases()).toEqual(['one played']));
    expect(reports).toHaveLength(1);
  });

  it('tries a sound again that was not there yet, and gives up after three times', async () => {
    const { messages, began, playing, phases } = tablet([burst('one', 1_000)]);
    for (let time = 0; time < 4; time += 1) {
      await messages.load();
      playing.get('one')?.(new Error('404'));
      await vi.waitFor(() => expect(phases()).toEqual(['one failed']));
    }
    expect(began).toHaveLength(3);
  });
});
