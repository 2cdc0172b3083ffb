import { Icon } from './icons.tsx';

/** What went wrong, in a sentence that is told as it comes; nothing while all is well. */
export const Alert = ({ sentence }: { sentence: string | null }) => (
  <div role="alert">
    {sentence !== null && (
      <p class="error">
        <Icon name="warning" />
        <span>{sentence}</span>
      </p>
    )}
  </div>
);
