/** The first version with ccxt's BingX alone, by a path that the package does not export. */
import bingx from '../node_modules/ccxt/js/src/bingx.js';
import { snapshotThrough } from './ccxt';

export const handler = snapshotThrough(bingx);
