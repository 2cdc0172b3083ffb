/** A kind of service that an organization can use. */
interface ServiceKind {
  name: string;
  /** What a bot's identity in it is: the key of Sym's matcher. */
  key: 'user_id' | 'user_arn' | 'principal_uuid' | 'email';
  /** What an external id of it names. */
  external: string;
  /** An external id as it may look. */
  example: string;
  /** What an external id has to be; the sentence says it of "it". */
  fits?: RegExp;
  rule?: string;
}

/** Every type of service there is: a closed list, Sym's and `matrix`. Sym's `sym` and `auth0` are private to it. */
export const SERVICE_TYPES = [
  'slack',
  'matrix',
  'github',
  'google',
  'okta',
  'onelogin',
  'pagerduty',
  'tailscale',
  'aws_iam',
  'aws_sso',
  'aptible',
  'boundary',
  'custom',
] as const;

export type ServiceType = (typeof SERVICE_TYPES)[number];

const KINDS: Record<ServiceType, ServiceKind> = {
  slack: {
    name: 'Slack',
    key: 'user_id',
    external: 'workspace',
    example: 'T024BE7LD',
    fits: /^T[A-Z0-9]+$/,
    rule: 'It begins with T, and is all upper case.',
  },
  matrix: { name: 'Matrix', key: 'user_id', external: 'homeserver', example: 'example.org' },
  github: { name: 'GitHub', key: 'user_id', external: 'organization', example: 'acme' },
  google: { name: 'Google', key: 'email', external: 'e-mail domain', example: 'acme.com' },
  okta: { name: 'Okta', key: 'user_id', external: 'domain', example: 'acme.okta.com' },
  onelogin: { name: 'OneLogin', key: 'user_id', external: 'domain', example: 'acme.onelogin.com' },
  pagerduty: { name: 'PagerDuty', key: 'user_id', external: 'subdomain', example: 'acme' },
  tailscale: { name: 'Tailscale', key: 'email', external: 'tailnet', example: 'acme.com' },
  aws_iam: {
    name: 'AWS IAM',
    key: 'user_arn',
    external: 'account',
    example: '123456789012',
    fits: /^\d{12}$/,
    rule: 'It has 12 digits.',
  },
  aws_sso: {
    name: 'AWS SSO',
    key: 'principal_uuid',
    external: 'instance',
    example: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
    fits: /^arn:aws:sso:::instance\/\S+$/,
    rule: 'It begins with arn:aws:sso:::instance/ and goes on.',
  },
  aptible: { name: 'Aptible', key: 'user_id', external: 'organization', example: 'a1b2c3d4' },
  boundary: { name: 'Boundary', key: 'user_id', external: 'cluster', example: 'https://boundary.acme.com' },
  custom: { name: 'Custom service', key: 'user_id', external: 'instance', example: 'wiki' },
};

/** What is known of a type. One that is on the list no more is called by its word. */
export function serviceKind(type: string): ServiceKind {
  const known = SERVICE_TYPES.find((each) => each === type);
  return known ? KINDS[known] : { ...KINDS.custom, name: type };
}

/** "user id", "email": what a bot's identity is there. */
export const identityName = (type: string): string => serviceKind(type).key.replaceAll('_', ' ');
