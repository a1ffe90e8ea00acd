/** Makes text of unknown origin safe to print: nothing in it can move a terminal's cursor, colour it or reorder a line. */

/**
 * Control characters (ANSI escapes, carriage returns), format characters (bidirectional overrides, zero-width characters),
 * line separators and halves of surrogate pairs: https://trojansource.codes, https://www.unicode.org/reports/tr36/
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** A fast check for the most frequent case, plain ASCII. */
const MAY_BE_UNPRINTABLE = /[^ -~]/;

/** The text as one line, with a blank for each character that a terminal would not print as it is. */
export const toPrintable = (text: string): string =>
  MAY_BE_UNPRINTABLE.test(text) ? text.replaceAll(UNPRINTABLE, ' ') : text;

/** The same for text of several lines, whose line feeds stay. */
export const toPrintableLines = (text: string): string => text.split('\n').map(toPrintable).join('\n');

/** Equivalent JSON text with each unprintable character escaped, as `JSON.stringify` does for a few of them. */
export const escapeUnprintable = (json: string): string =>
  BEYOND_ASCII.test(json) ? json.replaceAll(UNPRINTABLE_IN_JSON, escapeCodeUnits) : json;

/** `JSON.stringify` has escaped the characters below a blank; those that are left are its own line feeds. */
const BEYOND_ASCII = /[^\n -~]/;
const UNPRINTABLE_IN_JSON = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escapeCodeUnits = (character: string) =>
  Array.from({ length: character.length }, (_, i) => {
    const hexadecimal = character.charCodeAt(i).toString(16);
    return `\\u${hexadecimal.padStart(4, '0')}`;
  }).join('');
