/** What we use of dynalite, which brings no types. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Closing the server closes the tables, too. */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
