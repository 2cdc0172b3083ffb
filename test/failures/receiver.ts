import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

/** One request that came in, and what it was answered. */
export interface Received {
  path: string;
  /** The path with its query, as it was asked for. */
  target: string;
  /** The event's. */
  id: string;
  body: string;
  /** When it was there, and when its answer was handed over; by `performance.now()`. */
  at: number;
  answeredAt: number | undefined;
  /** Undefined while it is open, and when it was never answered. */
  status: number | undefined;
  /** Which of the path's secrets it is signed with. */
  signedWith: string[];
}

/** Answers a request, or does not. */
export type Answer = (response: ServerResponse, request: Received) => void;

interface Route {
  answer: Answer;
  secrets: string[];
  open: number;
  mostOpen: number;
}

/** Listens on 127.0.0.1 with a route for each webhook, and keeps all that came. */
export interface Receiver extends AsyncDisposable {
  url: string;
  received: Received[];
  /** Answers a path so from now on. The secrets are those that it may be signed with. */
  route(path: string, secrets: string[], answer: Answer): Route;
  /** Resolves with the first request that fits, of those that come from now on too. */
  next(fits: (request: Received) => boolean): Promise<Received>;
}

export async function openReceiver(): Promise<Receiver> {
  const routes = new Map<string, Route>();
  const received: Received[] = [];
  const waiting = new Set<(request: Received) => void>();
  const server = createServer((request, response) => void receive(request, response));
  const receive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const at = performance.now();
    const target = request.url ?? '';
    const [path = ''] = target.split('?');
    const route = routes.get(path);
    // One that breaks off in the middle of its request did not say anything.
    const body = await text(request).catch(() => undefined);
    if (body === undefined) return;
    const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const);
    const own = { path, target, id: String(request.headers['webhook-id']), body, at };
    const signedWith = signers(route?.secrets ?? [], body, Object.fromEntries(headers));
    const one: Received = { ...own, answeredAt: undefined, status: undefined, signedWith };
    received.push(one);
    const answered = (): void => {
      // It was told that much, also when it hung up before the end.
      if (response.headersSent && one.status === undefined)
        Object.assign(one, { status: response.statusCode, answeredAt: performance.now() });
    };
    response.once('finish', answered).once('close', answered);
    if (route) count(route, response);
    for (const tell of waiting) tell(one);
    if (route) route.answer(response, one);
    else response.writeHead(404).end();
  };
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    received,
    route: (path, secrets, answer) => {
      const route = Object.assign(routes.get(path) ?? { open: 0, mostOpen: 0 }, { answer, secrets });
      routes.set(path, route);
      return route;
    },
    next: async (fits) =>
      new Promise((resolve) => {
        const tell = (request: Received): void => {
          if (!fits(request)) return;
          waiting.delete(tell);
          resolve(request);
        };
        waiting.add(tell);
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function count(route: Route, response: ServerResponse): void {
  route.open += 1;
  route.mostOpen = Math.max(route.mostOpen, route.open);
  response.once('close', () => (route.open -= 1));
}

/** By code that is not ours. */
function signers(secrets: readonly string[], body: string, headers: Record<string, string>): string[] {
  return secrets.filter((secret) => {
    try {
      new Webhook(secret, { format: 'raw' }).verify(body, headers);
      return true;
    } catch {
      return false;
    }
  });
}

export const ok: Answer = (response) => void response.writeHead(204).end();

export const never: Answer = () => {};

/** Answers 204 after so many milliseconds. */
export const slowly =
  (milliseconds: number): Answer =>
  (response) =>
    void setTimeout(() => response.writeHead(204).end(), milliseconds);

export const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(code, headers).end('no');
