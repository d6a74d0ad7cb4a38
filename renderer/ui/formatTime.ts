const two = (value: number): string => String(value).padStart(2, '0');

/** 14:32:07 in the time zone of this desk. */
export function clockTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** 14:32 of today; 11-20 14:32 of another day. */
export function shortTime(at: number, now: number): string {
  const date = new Date(at);
  const minutes = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return new Date(now).toDateString() === date.toDateString()
    ? minutes
    : `${two(date.getMonth() + 1)}-${two(date.getDate())} ${minutes}`;
}

/** 11-20 14:32:07, for a record that is read days later. */
export function dayAndTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(at)}`;
}

/** 00:04, minutes and seconds. Never below nothing. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1_000));
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}
