/** Every answer of this workspace that begins with `ok: false`. Slack's own words, so that clients know them. */
export type ErrorCode =
  | 'account_inactive'
  | 'already_archived'
  | 'already_in_channel'
  | 'bot_not_found'
  | 'cannot_modify_primary_owner'
  | 'cannot_update_admin_user'
  | 'cant_archive_general'
  | 'cant_delete_message'
  | 'cant_invite_self'
  | 'cant_kick_from_general'
  | 'cant_kick_self'
  | 'cant_leave_general'
  | 'cant_update_message'
  | 'channel_not_found'
  | 'dispatch_failed'
  | 'duplicate_external_id'
  | 'email_taken'
  | 'exchanged_trigger_id'
  | 'expired_trigger_id'
  | 'expired_url'
  | 'hash_conflict'
  | 'internal_error'
  | 'invalid_arguments'
  | 'invalid_auth'
  | 'invalid_blocks'
  | 'invalid_blocks_format'
  | 'invalid_charset'
  | 'invalid_command'
  | 'invalid_cursor'
  | 'invalid_form_data'
  | 'invalid_json'
  | 'invalid_metadata_format'
  | 'invalid_name'
  | 'invalid_name_maxlength'
  | 'invalid_name_punctuation'
  | 'invalid_name_required'
  | 'invalid_name_specials'
  | 'invalid_origin'
  | 'invalid_post_type'
  | 'invalid_presence'
  | 'invalid_profile'
  | 'invalid_starts_with_at'
  | 'invalid_timestamp'
  | 'invalid_trigger_id'
  | 'invalid_types'
  | 'invalid_user_combination'
  | 'is_archived'
  | 'json_not_object'
  | 'last_member'
  | 'markdown_text_conflict'
  | 'message_not_found'
  | 'method_not_supported_for_channel_type'
  | 'missing_scope'
  | 'msg_too_long'
  | 'must_clear_both_status_text_and_status_emoji'
  | 'name_taken'
  | 'no_text'
  | 'no_user'
  | 'not_admin'
  | 'not_allowed_token_type'
  | 'not_an_admin'
  | 'not_archived'
  | 'not_authed'
  | 'not_authorized'
  | 'not_enabled'
  | 'not_enough_users'
  | 'not_found'
  | 'not_in_channel'
  | 'operation_timeout'
  | 'push_limit_reached'
  | 'ratelimited'
  | 'reserved_name'
  | 'restricted_action'
  | 'team_not_found'
  | 'thread_not_found'
  | 'token_expired'
  | 'token_revoked'
  | 'too_long'
  | 'too_many_users'
  | 'unknown_method'
  | 'ura_max_channels'
  | 'used_url'
  | 'user_disabled'
  | 'user_is_restricted'
  | 'user_not_found'
  | 'user_not_in_channel'
  | 'users_list_not_supplied'
  | 'users_not_found'
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
