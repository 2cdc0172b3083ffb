import type { VideoBlock } from '@slack/types';
import { Link } from './Mention.tsx';
import { Plain } from './Text.tsx';

/** As a link: the page loads nothing from other hosts. */
export const Video = ({ video }: { video: VideoBlock }) => (
  <div class="card">
    <p class="card-title" dir="auto">
      <Link url={video.title_url ?? video.video_url}>
        <Plain text={video.title.text} />
      </Link>
    </p>
    <p class="card-about">
      {['Video', video.provider_name, video.author_name].filter(Boolean).join(' · ')}: {video.alt_text}
    </p>
    {video.description && (
      <p class="text" dir="auto">
        <Plain text={video.description.text} />
      </p>
    )}
  </div>
);
