/** Drawn here, as the page loads nothing from elsewhere. All are decoration: the control beside them has the name. */
const paths = {
  back: 'M12.5 4.5 7 10l5.5 5.5',
  close: 'm5 5 10 10M15 5 5 15',
  down: 'm5 7.5 5 5 5-5',
  newest: 'M10 4v11m-4.5-4.5L10 15l4.5-4.5',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  hash: 'M8 3.5 6.5 16.5m7-13L12 16.5M4 7.5h12.5M3.5 12.5H16',
  lock: 'M6.5 9V6.5a3.5 3.5 0 0 1 7 0V9M5 9h10v7.5H5z',
  more: 'M5 10h.01M10 10h.01M15 10h.01',
  send: 'M4 10h11m-5-5.5 5.5 5.5-5.5 5.5',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5Zm7.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  copy: 'M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4',
  plus: 'M10 4v12m-6-6h12',
  search: 'M9 14.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11Zm4-1.5 4 4',
  thread: 'M3.5 4h13v9H9l-3.5 3.5V13h-2zM7 7.5h6M7 10h4',
  react: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM7.5 8.2v.1m5-.1v.1M7 11.5c.7 1.2 1.7 1.8 3 1.8s2.3-.6 3-1.8',
  clip: 'm15.5 9-5.8 5.8a3.2 3.2 0 0 1-4.5-4.5l6-6a2.2 2.2 0 0 1 3.1 3.1l-5.8 5.8a1.1 1.1 0 0 1-1.6-1.6l5-5',
  pin: 'M7.5 3.5h5l-.7 5 2.7 3H5.5l2.7-3zM10 11.5V17',
  people:
    'M7.5 9.5a2.8 2.8 0 1 0 0-5.5 2.8 2.8 0 0 0 0 5.500ZM2.500 16c.4-3 2.200-4.500 5-4.500s4.600 1.500 5 4.500M13 4.200a2.800 2.800 0 0 1 0 5.200m2 2.400c1.400.6 2.300 2 2.500 4.200',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4l2.8 1.8',
  file: 'M5 2.500h6.500L15 6v11.500H5zM11.500 2.500V6H15',
  download: 'M10 3.500v9m-4-4 4 4 4-4M4 16.500h12',
  window: 'M8 4.500H4v11.500h12V12M11 4h5v5m0-5-7 7',
  apps: 'M4 4h4.500v4.500H4zM11.500 4H16v4.500h-4.500zM4 11.500h4.500V16H4zM11.500 11.500H16V16h-4.500z',
  archive: 'M3.500 4h13v3.500h-13zM5 7.500V16h10V7.500M8.500 10.500h3',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5m0 2.3v.01',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
