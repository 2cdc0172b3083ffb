/** What goes wrong with a workspace as a whole, by the names that programs know it by. */
export type CloneFault =
  | 'CLONE_BUILT_IN'
  | 'CLONE_NOT_FOUND'
  | 'CLONE_NOT_RUNNING'
  | 'CLONE_START_FAILED'
  | 'HEALTH_TIMEOUT'
  | 'INVALID_INPUT'
  | 'NO_FREE_PORTS'
  | 'PORT_IN_USE'
  | 'REGISTRY_CORRUPT'
  | 'SEED_VALIDATION'
  | 'TEMPLATE_NOT_FOUND';

/** Its message is for a person, and says what to run next. */
export class CloneError extends Error {
  override readonly name = 'CloneError';
  readonly code: CloneFault;

  constructor(code: CloneFault, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.code = code;
  }
}
