import type { Meter, Tracing } from './ports.ts';

/** Where nothing is traced. */
export const untraced: Tracing = { begin: () => ({ traceparent: undefined, end: () => {} }) };

/** Where nobody watches. */
export const unmeasured: Meter = {
  attempted: () => {},
  began: () => {},
  commanded: () => {},
  answered: () => {},
  often: () => () => {},
};
