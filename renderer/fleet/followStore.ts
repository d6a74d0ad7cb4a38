import { create } from 'zustand';

/** Whether the map goes where the chosen vehicle goes. */
export const useFollowing = create<{ readonly isFollowing: boolean }>(() => ({ isFollowing: false }));

export function setFollowing(isFollowing: boolean): void {
  useFollowing.setState({ isFollowing });
}
