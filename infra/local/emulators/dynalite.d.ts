/** Types for the parts of dynalite used here; it has none of its own. */
declare module 'dynalite' {
  import type { Server } from 'node:http';

  /** Closing the server also closes the database. */
  export default function dynalite(options: { path?: string; createTableMs?: number }): Server;
}
