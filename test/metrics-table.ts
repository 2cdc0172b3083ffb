import { openTelemetry } from '../src/telemetry.ts';

const MARKS = /<!-- metrics -->[\s\S]*<!-- \/metrics -->/;

/** The guide to metrics with its table of them as they are registered now. */
export function withMetricsTable(guide: string): string {
  const never = { now: () => new Date(0), elapsed: () => 0 };
  // Nothing is read for what is only named.
  const database = {
    get across(): never {
      throw new Error('nothing is read for a table');
    },
  };
  const { registry } = openTelemetry({ database, clock: never, living: () => 0 });
  const rows = registry.getMetricsAsArray().map((metric) => {
    const names: unknown = Reflect.get(metric, 'labelNames');
    const labels = Array.isArray(names) ? names.map((name) => `\`${String(name)}\``).join(', ') : '';
    return `| \`${metric.name}\` | ${String(metric.type)} | ${labels} | ${metric.help} |`;
  });
  const table = ['| metric | type | labels | what it says |', '| --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
  return guide.replace(MARKS, `<!-- metrics -->\n\n${table}\n\n<!-- /metrics -->`);
}
