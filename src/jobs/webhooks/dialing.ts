import { once } from 'node:events';
import { type BlockList, connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import { hostOf, objectionTo } from '../../core/destinations.ts';
import type { EgressFault } from '../../core/ports.ts';
import { Late, type Lookups } from './lookups.ts';

/** For looking up, connecting and shaking hands. */
const CONNECT_MS = 5000;

/** When a second address is tried beside a slow first one. */
const NEXT_MS = 500;

/** There is no connection. */
export class Unreached extends Error {
  readonly fault: EgressFault;

  constructor(fault: EgressFault, cause?: unknown) {
    super(fault, { cause });
    this.fault = fault;
  }
}

export interface Dialing {
  allowed: BlockList;
  lookups: Lookups;
  /** Certificates to trust in the place of the public ones. */
  ca: string | undefined;
  /** Aborted when nothing is dialled any more. */
  closing: AbortSignal;
}

/** Whom to dial, as a URL says it. */
export interface Line {
  protocol: string;
  hostname: string;
  port: string;
  /** What the last handshake left to begin the next with. */
  session?: Buffer;
}

/**
 * Connects to what the name means right now. Only addresses that were judged are connected to: they are not looked up
 * again, so there is nothing that could change between the judgement and the connection. @throws Unreached
 */
export async function dial(line: Line, dialing: Dialing): Promise<Socket> {
  const signal = AbortSignal.any([AbortSignal.timeout(CONNECT_MS), dialing.closing]);
  const addresses = await vetted(line, dialing, signal);
  const isSecure = line.protocol === 'https:';
  const socket = isSecure ? secureSocket(line, addresses, dialing.ca) : plainSocket(line, addresses);
  let hasConnected = false;
  socket.once('connect', () => (hasConnected = true));
  // What goes wrong from here on is thrown, or told to whoever has the socket by then.
  socket.on('error', () => {});
  try {
    await once(socket, isSecure ? 'secureConnect' : 'connect', { signal });
    const { remoteAddress } = socket;
    if (remoteAddress === undefined) throw new Unreached('reset');
    if (objectionTo({ ...line, addresses: [remoteAddress] }, dialing.allowed))
      throw new Unreached('blocked_address');
    return socket;
  } catch (error) {
    socket.destroy();
    if (error instanceof Unreached) throw error;
    if (signal.aborted) throw brokenOff(dialing);
    throw new Unreached(faultOf(error, hasConnected), error);
  }
}

const brokenOff = ({ closing }: Dialing): Unreached =>
  new Unreached(closing.aborted ? 'aborted' : 'connect_timeout');

async function vetted(line: Line, dialing: Dialing, signal: AbortSignal): Promise<readonly string[]> {
  const { lookups, allowed } = dialing;
  const addresses = await lookups.addressesOf(line.hostname, signal).catch((error: unknown) => {
    throw error instanceof Late ? brokenOff(dialing) : new Unreached('name_not_found', error);
  });
  if (addresses.length === 0) throw new Unreached('name_not_found');
  if (objectionTo({ ...line, addresses }, allowed)) throw new Unreached('blocked_address');
  return addresses;
}

const plainSocket = (line: Line, addresses: readonly string[]): Socket =>
  connect({ ...there(line, addresses), port: Number(line.port || 80) });

function secureSocket(line: Line, addresses: readonly string[], ca: string | undefined): Socket {
  const host = hostOf(line.hostname).replace(/\.$/, '');
  const socket = connectSecurely({
    ...there(line, addresses),
    port: Number(line.port || 443),
    // The certificate is the name's, whatever the address. An address has no name to ask for.
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    ...(ca !== undefined && { ca }),
    ...(line.session && { session: line.session }),
  });
  socket.on('session', (session) => Object.assign(line, { session }));
  return socket;
}

/** Node looks a name up by the function that it is given: this one knows the answer. */
function there({ hostname }: Line, addresses: readonly string[]) {
  const known = addresses.map((address) => ({ address, family: isIP(address) }));
  return {
    host: hostOf(hostname),
    lookup: (_: string, __: unknown, callback: (error: null, found: typeof known) => void) =>
      callback(null, known),
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_MS,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: 30_000,
  };
}

function faultOf(error: unknown, hasConnected: boolean): EgressFault {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ECONNREFUSED') return 'refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'reset';
  if (code === 'ETIMEDOUT') return 'connect_timeout';
  // Only a handshake is left to go wrong.
  return hasConnected ? 'tls' : 'failed';
}
