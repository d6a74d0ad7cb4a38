import { RequestError } from '@protocol';
import { describe, expect, it } from 'vitest';
import { OrderOutbox, type OutboxEntry, type OutboxStorage } from './OrderOutbox';

class MemoryStorage implements OutboxStorage {
  text: string | null = null;
  read(): string | null {
    return this.text;
  }
  write(text: string): void {
    this.text = text;
  }
}

const step = (orderId: string, state: 'delivered' | 'accepted' | 'arrived' | 'done'): OutboxEntry => ({
  kind: 'advance',
  vehicleId: 'v',
  orderId,
  version: 1,
  state,
  note: null,
  at: 1,
});

function fixture(storage = new MemoryStorage()) {
  const network = { online: true, refuse: null as RequestError | null };
  const sent: OutboxEntry[] = [];
  const refused: OutboxEntry[] = [];
  let waiting: readonly OutboxEntry[] = [];
  const outbox = OrderOutbox.create({
    storage,
    send: (entry) => {
      if (!network.online) {
        return Promise.reject(new Error('offline'));
      }
      if (network.refuse) {
        return Promise.reject(network.refuse);
      }
      sent.push(entry);
      return Promise.resolve();
    },
    onChanged: (entries) => {
      waiting = entries;
    },
    onRefused: (entry) => refused.push(entry),
  });
  return { storage, network, sent, refused, outbox, waiting: () => waiting };
}

describe('the outbox of orders', () => {
  it('sends a step at once while there is a connection', async () => {
    const { outbox, sent, waiting } = fixture();
    await outbox.add(step('o', 'delivered'));
    expect(sent).toHaveLength(1);
    expect(waiting()).toHaveLength(0);
  });

  it('keeps steps taken without a connection and sends them in their order', async () => {
    const { outbox, network, sent, waiting } = fixture();
    network.online = false;
    await outbox.add(step('o', 'accepted'));
    await outbox.add(step('o', 'arrived'));
    await outbox.add(step('o', 'done'));
    expect(waiting()).toHaveLength(3);
    network.online = true;
    await outbox.flush('v');
    expect(sent.map((entry) => (entry.kind === 'advance' ? entry.state : entry.text))).toEqual([
      'accepted',
      'arrived',
      'done',
    ]);
    expect(waiting()).toHaveLength(0);
  });

  it('still has them after a reload', async () => {
    const before = fixture();
    before.network.online = false;
    await before.outbox.add(step('o', 'accepted'));
    const after = fixture(before.storage);
    expect(after.waiting()).toHaveLength(1);
    await after.outbox.flush('v');
    expect(after.sent).toHaveLength(1);
  });

  it('keeps the same step of the same order once', async () => {
    const { outbox, network, waiting } = fixture();
    network.online = false;
    await outbox.add(step('o', 'delivered'));
    await outbox.add(step('o', 'delivered'));
    await outbox.add(step('other', 'delivered'));
    expect(waiting()).toHaveLength(2);
  });

  it('takes out what the server refuses for good, says so, and goes on with the next', async () => {
    const { outbox, network, sent, refused, waiting } = fixture();
    network.online = false;
    await outbox.add(step('o', 'accepted'));
    network.online = true;
    network.refuse = new RequestError('conflict', 'already done');
    await outbox.flush('v');
    expect(refused).toHaveLength(1);
    expect(waiting()).toHaveLength(0);
    network.refuse = null;
    await outbox.add(step('other', 'accepted'));
    expect(sent).toHaveLength(1);
  });

  it('keeps what failed for a passing reason', async () => {
    const { outbox, network, waiting } = fixture();
    network.refuse = new RequestError('internal', 'the database is restarting');
    await outbox.add(step('o', 'accepted'));
    expect(waiting()).toHaveLength(1);
  });

  it('leaves the entries of another vehicle alone', async () => {
    const { outbox, network, sent, waiting } = fixture();
    network.online = false;
    await outbox.add(step('o', 'accepted'));
    network.online = true;
    await outbox.flush('another');
    expect(sent).toHaveLength(0);
    expect(waiting()).toHaveLength(1);
  });

  it('starts empty when what was stored cannot be read', () => {
    const storage = new MemoryStorage();
    storage.text = '{broken';
    expect(fixture(storage).waiting()).toEqual([]);
  });
});
