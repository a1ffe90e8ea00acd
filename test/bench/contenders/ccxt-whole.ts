/** The first version with the whole of ccxt, imported as its documentation shows. */
import ccxt from 'ccxt';
import { snapshotThrough } from './ccxt';

export const handler = snapshotThrough(ccxt.bingx);
