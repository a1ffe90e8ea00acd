/** An HTTPS agent whose first connection is opened before there is a request for it. */
import { Agent, type AgentOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';

/** A server closes an idle connection, and a sandbox that was frozen meanwhile does not notice. */
const MAX_IDLE_MS = 10_000;

/**
 * Starts to connect to `url`'s server, so that the round trips of TCP and TLS overlap with others. A request to another
 * server, a late one, and one that finds the connection broken open their own as usual.
 */
export function preconnect(url: string, options: AgentOptions = {}): Agent {
  const kept = { keepAlive: true, ...options };
  // An invalid address is reported by the client that uses it.
  if (!URL.canParse(url) || !url.startsWith('https:')) return new Agent(kept);
  const { hostname, port } = new URL(url);
  return new PreconnectAgent(hostname, Number(port || 443), kept);
}

class PreconnectAgent extends Agent {
  readonly #host: string;
  readonly #port: number;
  readonly #openedAt = Date.now();
  #ahead: Socket | undefined;

  constructor(host: string, port: number, options: AgentOptions) {
    super(options);
    this.#host = host;
    this.#port = port;
    const servername = isIP(host) ? '' : host;
    const socket = super.createConnection({ ...this.options, host, port, servername }) as Socket;
    // Unused so far: it must not keep the process alive, and its failure is not an error.
    this.#ahead = socket.unref().on('error', () => socket.destroy());
  }

  override createConnection(...[wanted, connected]: Parameters<Agent['createConnection']>) {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    const fits = wanted.host === this.#host && Number(wanted.port) === this.#port;
    if (ahead?.writable && fits && Date.now() - this.#openedAt < MAX_IDLE_MS) return ahead.ref();
    ahead?.destroy();
    return super.createConnection(wanted, connected);
  }
}
