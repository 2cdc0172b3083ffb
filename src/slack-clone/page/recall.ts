/** The up arrow brings back what was sent from this window, newest first; the down arrow goes the other way. */
export interface Recalled {
  /** How far back: 1 is the newest. */
  back: number;
  /** What was in the field before. */
  draft: string;
}

export function recall(
  sent: string[],
  recalled: Recalled | null,
  text: string,
  key: string,
): { text: string; recalled: Recalled | null } | null {
  if (key === 'ArrowUp' && (recalled !== null || text === '')) {
    const back = Math.min((recalled?.back ?? 0) + 1, sent.length);
    const older = sent.at(-back);
    return older === undefined || back === 0
      ? null
      : { text: older, recalled: { back, draft: recalled?.draft ?? text } };
  }
  if (key !== 'ArrowDown' || recalled === null) return null;
  const back = recalled.back - 1;
  if (back === 0) return { text: recalled.draft, recalled: null };
  return { text: sent.at(-back) ?? '', recalled: { ...recalled, back } };
}
