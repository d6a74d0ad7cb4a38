/** Two taps within this are a double tap: the floor stays open without a finger on the button. */
const DOUBLE_TAP_MS = 450;
/** A touch shorter than this is a tap; a longer one was a hold. */
const TAP_MS = 300;

export type TalkPress =
  | { readonly kind: 'idle'; readonly tappedAt: number | null }
  | { readonly kind: 'held'; readonly since: number; readonly afterTap: boolean }
  | { readonly kind: 'latched' };

export const idlePress: TalkPress = { kind: 'idle', tappedAt: null };

/** Whether the crew wants the floor in this state. */
export function wantsFloor(press: TalkPress): boolean {
  return press.kind !== 'idle';
}

/** A finger goes down. On a latched button it is the end of talking. */
export function pressDown(press: TalkPress, at: number): TalkPress {
  if (press.kind === 'latched') {
    return idlePress;
  }
  if (press.kind === 'held') {
    return press;
  }
  return { kind: 'held', since: at, afterTap: press.tappedAt !== null && at - press.tappedAt <= DOUBLE_TAP_MS };
}

/** The finger goes up, or the touch is taken away by the system. */
export function pressUp(press: TalkPress, at: number): TalkPress {
  if (press.kind !== 'held') {
    return press;
  }
  const tapped = at - press.since <= TAP_MS;
  if (tapped && press.afterTap) {
    return { kind: 'latched' };
  }
  return { kind: 'idle', tappedAt: tapped ? at : null };
}
