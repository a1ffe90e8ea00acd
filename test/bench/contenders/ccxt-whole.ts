/** The plain implementation with all of ccxt, imported as its documentation shows. */
import ccxt from 'ccxt';
import { createCcxtHandler } from './ccxt';

export const handler = createCcxtHandler(ccxt.bingx);
