import { z } from 'zod';
import { create } from 'zustand';

export const wallSizes = [1, 4, 9, 16] as const;
export type WallSize = (typeof wallSizes)[number];

const KEPT_UNDER = 'zhiqin.wall';
const LARGEST = 16;

const keptSchema = z.object({
  size: z.union([z.literal(1), z.literal(4), z.literal(9), z.literal(16)]),
  cameraIds: z.array(z.string().nullable()).max(LARGEST),
});

interface Wall {
  readonly size: WallSize;
  /** The camera of each tile, 16 of them whatever the size, so that a smaller wall forgets nothing. */
  readonly cameraIds: readonly (string | null)[];
  /** The tile that the next vehicle goes to. */
  readonly chosenTile: number;
}

function kept(): Wall {
  const empty: Wall = { size: 4, cameraIds: Array.from({ length: LARGEST }, () => null), chosenTile: 0 };
  try {
    const parsed = keptSchema.safeParse(JSON.parse(localStorage.getItem(KEPT_UNDER) ?? 'null'));
    if (!parsed.success) return empty;
    return {
      ...empty,
      size: parsed.data.size,
      cameraIds: empty.cameraIds.map((_, index) => parsed.data.cameraIds[index] ?? null),
    };
  } catch {
    return empty;
  }
}

/** The layout of the wall, remembered in this browser. */
export const useWall = create<Wall>(kept);

useWall.subscribe(({ size, cameraIds }) => localStorage.setItem(KEPT_UNDER, JSON.stringify({ size, cameraIds })));

export function setWallSize(size: WallSize): void {
  useWall.setState((before) => ({ size, chosenTile: Math.min(before.chosenTile, size - 1) }));
}

export function chooseTile(chosenTile: number): void {
  useWall.setState({ chosenTile });
}

export function putOnTile(tile: number, cameraId: string | null): void {
  useWall.setState((before) => ({
    cameraIds: before.cameraIds.map((kept, index) => (index === tile ? cameraId : kept)),
  }));
}

/** Tiles change places. */
export function swapTiles(one: number, other: number): void {
  useWall.setState(({ cameraIds }) => ({
    cameraIds: cameraIds.map((kept, index) =>
      index === one ? (cameraIds[other] ?? null) : index === other ? (cameraIds[one] ?? null) : kept,
    ),
  }));
}

/** Puts cameras on the wall: the chosen tile first if it is empty, then empty ones, else the chosen one and after it. */
export function addToWall(cameraIds: readonly string[]): void {
  useWall.setState(({ cameraIds: before, size, chosenTile }) => {
    const after = [...before];
    let next = chosenTile;
    for (const cameraId of cameraIds) {
      if (after.slice(0, size).includes(cameraId)) continue;
      const order = Array.from({ length: size }, (_, step) => (next + step) % size);
      const tile = order.find((index) => after[index] === null) ?? next;
      after[tile] = cameraId;
      next = (tile + 1) % size;
    }
    return { cameraIds: after, chosenTile: next };
  });
}

export function fillWall(cameraIds: readonly string[]): void {
  useWall.setState(() => ({
    cameraIds: Array.from({ length: LARGEST }, (_, index) => cameraIds[index] ?? null),
    chosenTile: 0,
  }));
}

/** Shows just these cameras, on as many tiles as they need. Answers how many found none. */
export function showOnWall(cameraIds: readonly string[]): number {
  const needed = Math.min(cameraIds.length, LARGEST);
  fillWall(cameraIds.slice(0, needed));
  setWallSize(wallSizes.find((size) => size >= needed) ?? LARGEST);
  return cameraIds.length - needed;
}

/** Larger tiles want larger pictures. */
export const layerOfSize = (size: WallSize): number => (size === 1 ? 2 : size === 4 ? 2 : size === 9 ? 1 : 0);
