/** Play money, of which nothing is worth anything. It imports nothing: the page's code uses it too. */

/** Its amount is shown, and it is neither priced nor missing in a sum. */
const PLAY_MONEY = 'VST';

export const isPlayMoney = (asset: string): boolean => asset === PLAY_MONEY;
