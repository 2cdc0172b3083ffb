/** For which there is completion. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
