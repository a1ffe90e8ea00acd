/** Amounts as DECIMAL(38,20) of Parquet: exact, or refused. */
import Big from 'big.js';
import { CommandError } from '../../cli/errors';
import type { Column } from '../report';

const PRECISION = 38;
const SCALE = 20;

/** Sixteen bytes hold 38 digits: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#decimal */
export const DECIMAL_TYPE = {
  type: 'FIXED_LEN_BYTE_ARRAY',
  type_length: 16,
  converted_type: 'DECIMAL',
  logical_type: { type: 'DECIMAL', precision: PRECISION, scale: SCALE },
  precision: PRECISION,
  scale: SCALE,
} as const;

const LIMIT = 10n ** BigInt(PRECISION);

/**
 * The amount as a count of units of the last decimal. Prices and worths are rounded, half to even; throws a `CommandError` for
 * an amount that has more decimals, and for whatever has more digits before the point.
 */
export function toDecimal<Line>(
  text: string,
  column: Column<Line>,
  line: Line,
  columns: readonly Column<Line>[],
): bigint {
  const exact = new Big(text);
  const rounded = exact.round(SCALE, Big.roundHalfEven);
  const units = BigInt(rounded.times(`1e${SCALE}`).toFixed());
  const isTooLarge = units >= LIMIT || units <= -LIMIT;
  if (!isTooLarge && (column.kind === 'usdt' || rounded.eq(exact))) return units;
  throw new CommandError(
    `${column.name} of ${describe(line, columns)} is ${text}, which does not fit DECIMAL(${PRECISION},${SCALE}): at most ${PRECISION - SCALE} digits before and ${SCALE} after the point. Without --decimals, amounts are exact text.`,
  );
}

/** What identifies a line: the values of these columns. */
const NAMES = ['account', 'wallet', 'asset', 'slot'];

const describe = <Line>(line: Line, columns: readonly Column<Line>[]) =>
  NAMES.flatMap((name) => columns.filter((column) => column.name === name))
    .map(({ value }) => value(line))
    .filter((value) => value !== null)
    .join(' ');
