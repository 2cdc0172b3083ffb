import type { ComponentChildren } from 'preact';
import type { Attachment, Message } from '../protocol.ts';
import { Image } from './blocks/Image.tsx';
import { Link } from './blocks/Mention.tsx';
import { Mrkdwn } from './blocks/Mrkdwn.tsx';
import { InlineText } from './blocks/Text.tsx';
import { now } from './clock.ts';
import { MessageBlocks } from './MessageBlocks.tsx';
import { dayName, fullTime, timeOfDay } from './moment.ts';

interface Hung {
  channel: string;
  ts: string;
  attachment: Attachment;
}

/** What hangs below a message, as Slack calls it: older than blocks, and in most samples. */
export const SecondaryAttachments = ({ channel, message }: { channel: string; message: Message }) => (
  <>
    {message.attachments?.map((attachment) => (
      <SecondaryAttachment key={attachment.id} channel={channel} ts={message.ts} attachment={attachment} />
    ))}
  </>
);

function SecondaryAttachment({ channel, ts, attachment }: Hung) {
  const { pretext, color, fallback = '', image_url: image, thumb_url: thumb, blocks } = attachment;
  return (
    <>
      {pretext && <Mrkdwn text={pretext} />}
      <div class={`secondary ${edge(color)}`} style={ownEdge(color)}>
        <div class="secondary-body">
          <Words attachment={attachment} />
          {blocks && <MessageBlocks channel={channel} ts={ts} blocks={blocks} />}
          {image && <Image image={pictured(image, fallback)} />}
          <Footer attachment={attachment} />
          {attachment.actions && (
            <p class="unknown">This page cannot show the buttons of an attachment; those of blocks it can.</p>
          )}
        </div>
        {thumb && <Image image={pictured(thumb, fallback)} small />}
      </div>
    </>
  );
}

/** With nothing else to show, what stands in for it does. */
function Words({ attachment }: { attachment: Attachment }) {
  const { author_name: author, title, text, fields, blocks, image_url, thumb_url, pretext } = attachment;
  const isBare = ![author, title, text, fields, blocks, image_url, thumb_url, pretext].some(Boolean);
  return (
    <>
      {author && (
        <p class="soft">
          <Linked url={attachment.author_link}>
            <InlineText text={written(author)} />
          </Linked>
        </p>
      )}
      {title && (
        <p class="secondary-title" dir="auto">
          <Linked url={attachment.title_link}>
            <InlineText text={written(title)} />
          </Linked>
        </p>
      )}
      {(text || isBare) && <Mrkdwn text={text ?? attachment.fallback ?? ''} />}
      {fields && <Fields fields={fields} />}
    </>
  );
}

const Fields = ({ fields }: { fields: NonNullable<Attachment['fields']> }) => (
  <dl class="fields secondary-fields">
    {fields.map(({ title = '', value = '', short = false }) => (
      <div class={short ? 'short' : ''}>
        <dt>
          <InlineText text={written(title)} />
        </dt>
        <dd>
          <Mrkdwn text={value} />
        </dd>
      </div>
    ))}
  </dl>
);

function Footer({ attachment: { footer, ts } }: { attachment: Attachment }) {
  const at = Number(ts) * 1000;
  const isDated = ts !== undefined && !Number.isNaN(new Date(at).getTime());
  if (!footer && !isDated) return null;
  return (
    <p class="soft">
      {footer && <InlineText text={written(footer)} />}
      {footer && isDated && ' · '}
      {isDated && (
        <time dateTime={new Date(at).toISOString()} title={fullTime(at)}>
          {dayName(at, now())}, {timeOfDay(at)}
        </time>
      )}
    </p>
  );
}

const Linked = ({ url, children }: { url: string | undefined; children: ComponentChildren }) =>
  url === undefined ? <>{children}</> : <Link url={url}>{children}</Link>;

const written = (text: string) => ({ type: 'mrkdwn' as const, text });

const pictured = (image_url: string, alt_text: string) => ({ type: 'image' as const, image_url, alt_text });

const NAMED = new Set(['good', 'warning', 'danger']);

const edge = (color = ''): string => (NAMED.has(color) ? `edge-${color}` : '');

/** A colour of the app's own; nothing that is none gets into the style. */
function ownEdge(color = ''): { borderInlineStartColor: string } | undefined {
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color) ?? [];
  return digits === undefined ? undefined : { borderInlineStartColor: `#${digits}` };
}
