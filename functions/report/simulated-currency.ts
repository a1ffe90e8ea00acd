/** The exchange's simulated currency, which is worth nothing. This file imports nothing: the page's code uses it too. */

/** Its amount is shown, and it is neither priced nor missing in a sum. */
const SIMULATED_CURRENCY = 'VST';

export const isSimulatedCurrency = (asset: string): boolean => asset === SIMULATED_CURRENCY;
