import type { SharedFile } from '../protocol.ts';
import { unixSeconds } from '../stamps.ts';
import type { Share } from '../store/file-shares.ts';
import type { FileRow } from '../store/files.ts';
import type { Workspace } from '../workspace.ts';
import { typeOf } from './file-type.ts';

/** A file as messages carry it. */
export function shownFile(workspace: Workspace, file: FileRow): SharedFile & Record<string, unknown> {
  if (file.deleted_at) return { id: file.id, mode: 'tombstone' };
  const created = unixSeconds(file.created_at);
  const { pretty, mimetype } = typeOf(file.filetype);
  return {
    id: file.id,
    created,
    timestamp: created,
    name: file.name,
    title: file.title,
    mimetype,
    filetype: file.filetype,
    pretty_type: pretty,
    user: file.member_id,
    user_team: workspace.team.id,
    editable: file.mode === 'snippet',
    size: file.size,
    mode: file.mode,
    is_external: false,
    external_type: '',
    is_public: file.is_public,
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    ...addresses(workspace, file),
    ...(file.preview !== null && { preview: file.preview }),
    ...(file.alt_txt !== '' && { alt_txt: file.alt_txt }),
    has_rich_preview: false,
    file_access: 'visible',
  };
}

/** As `files.info` and `files.list` give it: with where it is. */
export function fileWithShares(workspace: Workspace, file: FileRow, shares: Share[]) {
  const mine = shares.filter((share) => share.file_id === file.id);
  const open = mine.filter(isPublic);
  const closed = mine.filter((share) => !isPublic(share));
  return {
    ...shownFile(workspace, file),
    comments_count: 0,
    is_starred: false,
    channels: channelsOf(open),
    groups: channelsOf(closed.filter((share) => !isDirect(share))),
    ims: channelsOf(closed.filter(isDirect)),
    shares: {
      ...(open.length > 0 && { public: byChannel(open, workspace.team.id) }),
      ...(closed.length > 0 && { private: byChannel(closed, workspace.team.id) }),
    },
  };
}

const channelsOf = (shared: Share[]): string[] => [...new Set(shared.map((share) => share.channel_id))];
const isPublic = ({ kind }: Share): boolean => kind === 'public';
const isDirect = ({ kind }: Share): boolean => kind === 'im';

/** Channel id -> the messages there. */
function byChannel(shares: Share[], teamId: string): Record<string, object[]> {
  const shown: Record<string, object[]> = {};
  for (const { channel_id, ts, thread_ts, name } of shares) {
    const there = (shown[channel_id] ??= []);
    there.push({
      reply_users: [],
      reply_users_count: 0,
      reply_count: 0,
      ts,
      ...(thread_ts !== null && { thread_ts }),
      channel_name: name ?? '',
      team_id: teamId,
    });
  }
  return shown;
}

function addresses({ team, address }: Workspace, { id, name, member_id }: FileRow) {
  const folder = `${address.url}/files-pri/${team.id}-${id}`;
  const last = encodeURIComponent(name);
  return {
    url_private: `${folder}/${last}`,
    url_private_download: `${folder}/download/${last}`,
    permalink: `${address.url}/files/${member_id}/${id}/${last}`,
  };
}
