/** A pool of HTTPS connections whose first one is opened before there is a request to send over it. */
import { Agent, type AgentOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';

/** A server hangs up on a silent connection, and a sandbox that was frozen meanwhile does not hear it. */
const MAX_IDLE_MS = 10_000;

/**
 * Starts to connect to `url`'s server: the round trips of TCP and TLS are made while others are waited for. A request
 * that goes elsewhere, comes late or finds the connection broken opens its own, as if this had never been.
 */
export function preconnect(url: string, options: AgentOptions = {}): Agent {
  const kept = { keepAlive: true, ...options };
  // What is no address is refused by those who ask there.
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
    // Nobody waits for it yet: it keeps no process alive, and its failure is nobody's.
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
