/** The plain implementation with ccxt's BingX class alone, by a path that the package does not export. */
import bingx from '../node_modules/ccxt/js/src/bingx.js';
import { createCcxtHandler } from './ccxt';

export const handler = createCcxtHandler(bingx);
