/** 12 kB, 3.4 MB: as people say how large a file is. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const [unit, divisor] =
    bytes < 999_500
      ? (['kB', 1e3] as const)
      : bytes < 999_500_000
        ? (['MB', 1e6] as const)
        : (['GB', 1e9] as const);
  const size = bytes / divisor;
  return `${size < 10 ? size.toFixed(1).replace(/\.0$/, '') : Math.round(size)} ${unit}`;
}
