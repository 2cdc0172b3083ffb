import { useId } from 'preact/hooks';
import { Preformatted } from '../blocks/Preformatted.tsx';
import { Dialog } from '../Dialog.tsx';
import { Icon } from '../icons.tsx';

/** What has to be copied from here to where an app runs. It is gone when this closes. */
export function Secrets(props: {
  title: string;
  about: string;
  secrets: (readonly [string, string | undefined])[];
  onClose: () => void;
}) {
  const id = useId();
  return (
    <Dialog class="dialog modal" labelledBy={id} describedBy={`${id}-about`} onEscape={() => undefined}>
      <form onSubmit={(event) => event.preventDefault()}>
        <header class="modal-head">
          <h2 id={id} tabIndex={-1}>
            {props.title}
          </h2>
          <button type="button" class="icon-button" aria-label="Close" onClick={props.onClose}>
            <Icon name="close" />
          </button>
        </header>
        <div class="modal-body stack">
          <p id={`${id}-about`}>{props.about}</p>
          {props.secrets.map(
            ([name, secret]) =>
              secret !== undefined && (
                <section key={name}>
                  <h3>{name}</h3>
                  <Preformatted text={secret} />
                </section>
              ),
          )}
        </div>
        <footer class="modal-foot">
          <button type="button" class="button primary" onClick={props.onClose}>
            I have copied them
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
