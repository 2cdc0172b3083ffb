import { createServer } from 'node:http';
import { z } from 'zod';

/** An address to answer at, as a response_url; it says what came first. */
export interface Answers extends AsyncDisposable {
  url: string;
  /** Every body that came. */
  got: string[];
  /** The text of the first. */
  said: Promise<string>;
}

/** @param status what every answer is answered with. */
export async function openAnswers(status = 200): Promise<Answers> {
  const got: string[] = [];
  const first = Promise.withResolvers<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      got.push(body);
      first.resolve(z.object({ text: z.string() }).parse(JSON.parse(body)).text);
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    got,
    said: first.promise,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
