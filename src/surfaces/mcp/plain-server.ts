import {
  isSpecType,
  type JSONRPCRequest,
  ProtocolError,
  ProtocolErrorCode,
  type Result,
  Server,
  type ServerContext,
} from '@modelcontextprotocol/server';

/** Whether a message has what its kind has in the protocol, and what is told to who sent one that does not. */
interface Shape {
  fits: (request: unknown) => boolean;
  sentence: string;
}

const CURSOR = 'takes `cursor`, a text, if any.';

const SHAPES = new Map<string, Shape>([
  [
    'initialize',
    {
      fits: isSpecType.InitializeRequest,
      sentence:
        'needs `protocolVersion`, a text, `capabilities`, an object, and `clientInfo` with `name` and `version`, two texts.',
    },
  ],
  ['tools/list', { fits: isSpecType.ListToolsRequest, sentence: CURSOR }],
  [
    'tools/call',
    {
      fits: isSpecType.CallToolRequest,
      sentence: 'needs `name`, a text, and `arguments`, an object, if any.',
    },
  ],
  ['resources/list', { fits: isSpecType.ListResourcesRequest, sentence: CURSOR }],
  ['resources/templates/list', { fits: isSpecType.ListResourceTemplatesRequest, sentence: CURSOR }],
  [
    'resources/read',
    { fits: isSpecType.ReadResourceRequest, sentence: 'needs `uri`, a text such as `botmint://bots`.' },
  ],
  [
    'completion/complete',
    {
      fits: isSpecType.CompleteRequest,
      sentence:
        'needs `ref`, a template with its `type` and `uri`, and `argument` with `name` and `value`, two texts.',
    },
  ],
]);

type Handler = (request: JSONRPCRequest, context: ServerContext) => Promise<Result>;

/** The SDK's server, but what is wrong with a message is told in a sentence, and not as its parser has it. */
export class PlainServer extends Server {
  protected override _wrapHandler(method: string, handler: Handler): Handler {
    const wrapped = super._wrapHandler(method, handler);
    return async (request, context) => {
      const shape = SHAPES.get(method);
      if (shape && !shape.fits(request))
        throw new ProtocolError(ProtocolErrorCode.InvalidParams, `\`${method}\` ${shape.sentence}`);
      return wrapped(request, context);
    };
  }
}
