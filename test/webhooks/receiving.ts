import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

interface Received {
  headers: IncomingHttpHeaders;
  body: string;
}

/** Something that a webhook can be sent to. */
export interface Receiving extends AsyncDisposable {
  url: string;
  requests: Received[];
}

/** Answers each request as told. */
export async function openReceiving(answer: (response: ServerResponse) => void): Promise<Receiving> {
  const requests: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      requests.push({ headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
