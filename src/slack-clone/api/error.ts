/** Every answer of this workspace that begins with `ok: false`. Slack's own words, so that clients know them. */
export type ErrorCode =
  | 'access_denied'
  | 'account_inactive'
  | 'app_not_found'
  | 'bad_client_secret'
  | 'bad_redirect_uri'
  | 'bot_not_found'
  | 'cannot_modify_primary_owner'
  | 'cant_delete_message'
  | 'cant_update_message'
  | 'channel_not_found'
  | 'client_id_token_mismatch'
  | 'code_already_used'
  | 'dispatch_failed'
  | 'duplicate_external_id'
  | 'exchanged_trigger_id'
  | 'expired_trigger_id'
  | 'expired_url'
  | 'hash_conflict'
  | 'internal_error'
  | 'invalid_app_id'
  | 'invalid_arguments'
  | 'invalid_auth'
  | 'invalid_blocks'
  | 'invalid_blocks_format'
  | 'invalid_charset'
  | 'invalid_client_id'
  | 'invalid_code'
  | 'invalid_command'
  | 'invalid_cursor'
  | 'invalid_form_data'
  | 'invalid_grant_type'
  | 'invalid_json'
  | 'invalid_manifest'
  | 'invalid_metadata_format'
  | 'invalid_origin'
  | 'invalid_post_type'
  | 'invalid_scope'
  | 'invalid_team_id'
  | 'invalid_trigger_id'
  | 'invalid_types'
  | 'invalid_user_combination'
  | 'is_archived'
  | 'json_not_object'
  | 'markdown_text_conflict'
  | 'message_not_found'
  | 'method_not_supported_for_channel_type'
  | 'missing_scope'
  | 'msg_too_long'
  | 'no_permission'
  | 'no_scopes'
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
  | 'team_not_found'
  | 'thread_not_found'
  | 'token_expired'
  | 'token_revoked'
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
