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
  trash: 'M4 5.5h12M8 5.5v-2h4v2M5.5 5.5l.8 11h7.4l.8-11M8.5 8.5v5m3-5v5',
  bolt: 'M11 3 4.5 11.5H9L8.5 17l7-9H11z',
  copy: 'M7.5 7.5h9v9h-9zM12.5 7.5v-4h-9v9h4',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5m0 2.3v.01',
} as const;

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}
