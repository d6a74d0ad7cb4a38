const STEPS = [5, 2, 1];

/** The longest of 1, 2, 5, 10, 20 … metres that is not longer than given, for the bar that says how large a map is. */
export function scaleLength(mostMetres: number): number {
  const power = 10 ** Math.floor(Math.log10(mostMetres));
  return power * (STEPS.find((step) => step * power <= mostMetres) ?? 1);
}
