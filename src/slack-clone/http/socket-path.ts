/** Where the addresses of `apps.connections.open` point. */
export const SOCKET_PATH = '/link/';
