/** `0417`, as it is said on the air. */
export function orderNumber(number: number): string {
  return String(number).padStart(4, '0');
}
