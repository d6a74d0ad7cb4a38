import { create } from 'zustand';

/** So many cameras play at once. */
export const MOST_SHOWN = 9;

interface Grid {
  /** The one camera that fills the grid, by its track's key; null where all are shown. */
  readonly solo: string | null;
  /** Which nine of more cameras are shown, from 0. */
  readonly page: number;
}

export const useGrid = create<Grid>(() => ({ solo: null, page: 0 }));

/** Shows one camera alone, at the moment at which the clock stands; null shows all. */
export function chooseCamera(solo: string | null): void {
  useGrid.setState({ solo });
}

export function showGridPage(page: number): void {
  useGrid.setState({ page, solo: null });
}
