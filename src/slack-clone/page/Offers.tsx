import { useEffect, useRef } from 'preact/hooks';
import type { Offer } from './completion.ts';

/** What can follow, above the composer. Focus stays in the text; the screen reader hears how many there are. */
export function Offers(props: {
  id: string;
  /** Said once, above them all. */
  about: string;
  offers: Offer[];
  active: number;
  onTake: (offer: Offer) => void;
}) {
  const { id, about, offers, active } = props;
  const current = useRef<HTMLDivElement>(null);
  useEffect(() => current.current?.scrollIntoView({ block: 'nearest' }), [active]);
  const many = offers.length === 1 ? '1 suggestion' : `${offers.length} suggestions`;
  return (
    <>
      <div class="offers" hidden={offers.length === 0} onMouseDown={(event) => event.preventDefault()}>
        {about !== '' && <p class="offers-about">{about}</p>}
        <div id={`${id}-list`} role="listbox" aria-label="Suggestions">
          {offers.map((offer, index) => (
            <div
              key={offer.name}
              id={`${id}-${index}`}
              ref={index === active ? current : null}
              class={`offer ${index === active ? 'active' : ''}`}
              role="option"
              aria-selected={index === active}
              onClick={() => props.onTake(offer)}
            >
              <span class="offer-name">{offer.name}</span>
              <span class="offer-hint">{offer.hint}</span>
              <span class="offer-about">{offer.about}</span>
            </div>
          ))}
        </div>
      </div>
      <span class="unseen" role="status">
        {offers.length === 0 ? '' : `${about} ${many}. Arrows to choose, Tab to take.`}
      </span>
    </>
  );
}
