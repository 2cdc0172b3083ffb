import type { Schema } from './schema.ts';

/** What OpenAPI 3.1 calls these, as far as they are used here. */
export interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  description: string;
  schema: Schema;
  style?: 'form';
  explode?: false;
  example?: unknown;
}

export interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Record<string, { summary: string; value: unknown }>;
}

export interface Body {
  description?: string;
  required: boolean;
  content: Record<string, Media>;
}

export interface Response {
  description: string;
  headers?: Record<string, { $ref: string }>;
  content?: Record<string, Media>;
}

export interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  security?: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Response>;
}

/** An operation and where it stands, with its path as OpenAPI writes it. */
export interface Route {
  method: 'get' | 'put' | 'post' | 'delete';
  path: string;
  operation: Operation;
}

export const json = (media: Media): Record<string, Media> => ({ 'application/json': media });

/** `/bots/:username` as `/bots/{username}`. */
export const templated = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}');

/** `bots set-tier` as `botsSetTier`. */
export const camel = (words: string): string =>
  words.replaceAll(/[^a-z0-9]+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());
