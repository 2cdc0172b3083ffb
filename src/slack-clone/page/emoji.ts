/** The few emoji that apps use most; any other one stays as its name. */
const signs: Record<string, string> = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  x: '❌',
  warning: '⚠️',
  information_source: 'ℹ️',
  bell: '🔔',
  key: '🔑',
  lock: '🔒',
  unlock: '🔓',
  robot_face: '🤖',
  rocket: '🚀',
  tada: '🎉',
  wave: '👋',
  eyes: '👀',
  fire: '🔥',
  bulb: '💡',
  hourglass: '⌛',
  calendar: '📅',
  heart: '❤️',
  smile: '😄',
  slightly_smiling_face: '🙂',
  '+1': '👍',
  thumbsup: '👍',
  '-1': '👎',
  thumbsdown: '👎',
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
};

/** Null too for the names that every object has, as `constructor`. */
export const emoji = (name: string): string | null =>
  Object.hasOwn(signs, name) ? (signs[name] ?? null) : null;
