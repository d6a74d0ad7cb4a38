const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

/** 1.5 GB: as disks are sold, in steps of a thousand. */
export function bytesText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  while (value >= 1000 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}
