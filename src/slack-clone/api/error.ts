/** Every answer of this workspace that begins with `ok: false`. Slack's own words, so that clients know them. */
export type ErrorCode =
  | 'account_inactive'
  | 'already_pinned'
  | 'already_reacted'
  | 'bad_timestamp'
  | 'bot_not_found'
  | 'cannot_find_channel'
  | 'cannot_find_message'
  | 'cannot_modify_primary_owner'
  | 'cannot_unfurl_message'
  | 'cannot_unfurl_url'
  | 'cant_broadcast_message'
  | 'cant_delete_message'
  | 'cant_update_message'
  | 'channel_not_found'
  | 'dispatch_failed'
  | 'duplicate_external_id'
  | 'exchanged_trigger_id'
  | 'expired_trigger_id'
  | 'expired_url'
  | 'file_not_found'
  | 'hash_conflict'
  | 'internal_error'
  | 'invalid_arguments'
  | 'invalid_attachments'
  | 'invalid_auth'
  | 'invalid_blocks'
  | 'invalid_blocks_format'
  | 'invalid_bookmark_type'
  | 'invalid_channel'
  | 'invalid_charset'
  | 'invalid_command'
  | 'invalid_cursor'
  | 'invalid_emoji'
  | 'invalid_form_data'
  | 'invalid_json'
  | 'invalid_link'
  | 'invalid_metadata_format'
  | 'invalid_name'
  | 'invalid_origin'
  | 'invalid_post_type'
  | 'invalid_scheduled_message_id'
  | 'invalid_source'
  | 'invalid_time'
  | 'invalid_trigger_id'
  | 'invalid_types'
  | 'invalid_unfurl_id'
  | 'invalid_unfurls_format'
  | 'invalid_user_combination'
  | 'is_archived'
  | 'json_not_object'
  | 'markdown_text_conflict'
  | 'message_not_found'
  | 'method_not_supported_for_channel_type'
  | 'missing_channel'
  | 'missing_scope'
  | 'missing_ts'
  | 'missing_unfurls'
  | 'msg_too_long'
  | 'no_item_specified'
  | 'no_pin'
  | 'no_reaction'
  | 'no_text'
  | 'not_allowed_token_type'
  | 'not_an_admin'
  | 'not_authed'
  | 'not_enabled'
  | 'not_found'
  | 'not_in_channel'
  | 'operation_timeout'
  | 'push_limit_reached'
  | 'ratelimited'
  | 'restricted_too_many'
  | 'team_not_found'
  | 'thread_not_found'
  | 'time_in_past'
  | 'time_too_far'
  | 'token_expired'
  | 'token_revoked'
  | 'too_many_attachments'
  | 'too_many_bookmarks'
  | 'too_many_emoji'
  | 'too_many_pins'
  | 'too_many_reactions'
  | 'unknown_method'
  | 'used_url'
  | 'user_not_found'
  | 'user_not_in_channel'
  | 'users_list_not_supplied'
  | 'view_too_large';

/** Thrown anywhere below a method; the server makes the answer of it. */
export class SlackError extends Error {
  override readonly name = 'SlackError';
  readonly code: ErrorCode;
  /** What stands beside `ok` and `error`, as `needed` and `provided`. */
  readonly details: Record<string, unknown>;

  constructor(code: ErrorCode, details: Record<string, unknown> = {}) {
    super(code);
    this.code = code;
    this.details = details;
  }

  /** @param messages sentences for the developer, as Slack's `response_metadata.messages`. */
  static explained(code: ErrorCode, messages: string[]): SlackError {
    const lines = messages.map((message) => `[ERROR] ${message}`);
    return new SlackError(code, { response_metadata: { messages: lines } });
  }
}
