import { Button, Segmented } from 'antd';
import { useMemo, useState, type ReactNode } from 'react';
import { usePermission, useSession } from '../session/sessionStore';
import { useSecond } from '../ui/useSecond';
import { useWords } from '../ui/words/languageStore';
import { BoardCard } from './BoardCard';
import { boardColumns, boardOf, type BoardColumn } from './boardColumns';
import { openComposer } from './draftStore';
import { HandOverDialog } from './HandOverDialog';
import './orderDesk.css';
import { boardColumnWords, orderBoardWords } from './orderBoardWords';
import { OrderSettings } from './OrderSettings';
import { useOrders } from './ordersStore';
import { useRuleOf } from './useRuleOf';

const MOST_ENDED = 50;

/** Every order by where it stands, with clocks that turn before they are late. */
export function OrderDesk(): ReactNode {
  const say = useWords(orderBoardWords);
  const sayColumn = useWords(boardColumnWords);
  const now = useSecond();
  const accountId = useSession(({ signedIn }) => signedIn?.person.id ?? '');
  const maySend = usePermission('orders.send');
  const mayConfigure = usePermission('orders.configure');
  const orders = useOrders((state) => state.orders);
  const [whose, setWhose] = useState<'all' | 'mine'>('all');
  const [showsEnded, setShowsEnded] = useState(false);
  const [opened, setOpened] = useState<'hand-over' | 'settings' | null>(null);
  const shown = useMemo(
    () => [...orders.values()].filter(({ owner }) => whose === 'all' || owner.accountId === accountId),
    [orders, whose, accountId],
  );
  const ruleOf = useRuleOf(shown);
  const board = boardOf(shown, ruleOf, now);
  const columns: readonly BoardColumn[] = boardColumns.filter((column) => column !== 'ended' || showsEnded);
  return (
    <section className="order-desk" aria-label={say('board')}>
      <header>
        <h1>{say('board')}</h1>
        <Segmented
          size="small"
          value={whose}
          onChange={setWhose}
          options={(['all', 'mine'] as const).map((value) => ({ value, label: say(value) }))}
        />
        <Button size="small" type="text" aria-pressed={showsEnded} onClick={() => setShowsEnded(!showsEnded)}>
          {say('showEnded', { count: board.ended.length })}
        </Button>
        <span className="fill" />
        {mayConfigure && (
          <Button size="small" onClick={() => setOpened('settings')}>
            {say('settings')}
          </Button>
        )}
        {maySend && (
          <Button size="small" onClick={() => setOpened('hand-over')}>
            {say('handOver')}
          </Button>
        )}
        {maySend && (
          <Button size="small" type="primary" onClick={() => openComposer(null)}>
            {say('compose')} <kbd>O</kbd>
          </Button>
        )}
      </header>
      <div className="board-columns" data-count={columns.length}>
        {columns.map((column) => (
          <section key={column} aria-label={sayColumn(column)} data-column={column}>
            <h2>
              {sayColumn(column)} <b>{board[column].length}</b>
            </h2>
            <ul>
              {board[column].slice(0, column === 'ended' ? MOST_ENDED : undefined).map((card) => (
                <BoardCard
                  key={card.order.id}
                  card={card}
                  isMine={card.order.owner.accountId === accountId}
                  now={now}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
      {opened === 'hand-over' && <HandOverDialog onClose={() => setOpened(null)} />}
      {opened === 'settings' && <OrderSettings onClose={() => setOpened(null)} />}
    </section>
  );
}
