/** The SQL that the Athena workgroup offers: the view over the newest export, and an example. Amounts are read as text. */

/** Of the Glue catalog: an export's lines, each the JSON of one row. */
export const EXPORT_TABLE = 'balance_export';
/** Created by an analyst with `HISTORY_VIEW_SQL`: CloudFormation has no resource for a view. */
export const HISTORY_VIEW = 'balance_history';

/** An export is in `<prefix>/AWSDynamoDB/<id>/`; ids begin with its time, so that the last in order is the newest. */
const EXPORT_ID = `regexp_extract("$path", '/AWSDynamoDB/([^/]+)/', 1)`;

/** The names and JSON paths of a row's and of an asset's columns. Attributes have a type, such as `S`, in DynamoDB's JSON. */
export const ROW_PATHS = {
  account: '$.Item.account.S',
  slot: '$.Item.slot.S',
  status: '$.Item.status.S',
  captured_at: '$.Item.capturedAt.S',
  reason: '$.Item.failure.M.reason.S',
};
export const BALANCES_PATH = '$.Item.balances.M';
export const PRICES_PATH = '$.Item.prices.M';
export const AMOUNT_PATHS = {
  free: '$.M.free.N',
  locked: '$.M.locked.N',
  balance: '$.M.balance.N',
  equity: '$.M.equity.N',
  unrealized_profit: '$.M.unrealizedProfit.N',
  cross_unrealized_profit: '$.M.crossUnrealizedProfit.N',
};

const select = (source: string, paths: Record<string, string>) =>
  Object.entries(paths)
    .map(([name, path]) => `    json_extract_scalar(${source}, '${path}') AS ${name}`)
    .join(',\n');

const mapAt = (source: string, path: string) =>
  `CAST(json_extract(${source}, '${path}') AS map(varchar, json))`;

/** NULL, which is unknown, where a number does not fit. */
const decimal = (text: string) => `TRY_CAST(${text} AS decimal(38, 18))`;

/**
 * One line per slot, wallet and asset of the newest complete export: `manifest-summary.json` is written last. `amount` is the
 * total as in reports: `equity`, `balance` with its profit, or `free` and `locked`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html
 */
export const HISTORY_VIEW_SQL = `CREATE OR REPLACE VIEW ${HISTORY_VIEW} AS
WITH newest AS (
  SELECT max(${EXPORT_ID}) AS export_id
  FROM ${EXPORT_TABLE}
  WHERE "$path" LIKE '%/manifest-summary.json'
),
exported AS (
  SELECT line
  FROM ${EXPORT_TABLE}
  CROSS JOIN newest
  WHERE "$path" LIKE '%/data/%' AND ${EXPORT_ID} = newest.export_id
),
amounts AS (
  SELECT
${select('line', ROW_PATHS)},
    wallet,
    asset,
${select('stored', AMOUNT_PATHS)},
    json_extract_scalar(element_at(${mapAt('line', PRICES_PATH)}, asset), '$.N') AS price
  FROM exported
  LEFT JOIN UNNEST(${mapAt('line', BALANCES_PATH)}) AS wallets (wallet, assets) ON true
  LEFT JOIN UNNEST(${mapAt('assets', '$.M')}) AS held (asset, stored) ON true
)
SELECT account, slot, status, captured_at, reason, wallet, asset, free, locked, balance, equity,
  COALESCE(unrealized_profit, cross_unrealized_profit) AS unrealized_profit,
  COALESCE(
    ${decimal('equity')},
    ${decimal('balance')} + ${decimal('cross_unrealized_profit')},
    ${decimal('free')} + ${decimal('locked')}
  ) AS amount,
  ${decimal('price')} AS price
FROM amounts`;

/** Each account's last captured slot of a day. Worth is rounded: the product of two decimals would not fit. */
export const WORTH_BY_DAY_SQL = `WITH latest AS (
  SELECT account, max(slot) AS slot
  FROM ${HISTORY_VIEW}
  WHERE status = 'captured'
  GROUP BY account, substr(slot, 1, 10)
)
SELECT account, slot, round(sum(CAST(amount AS double) * CAST(price AS double)), 2) AS worth_of_priced_assets,
  array_agg(DISTINCT asset) FILTER (WHERE price IS NULL AND amount <> 0) AS assets_without_price
FROM ${HISTORY_VIEW}
JOIN latest USING (account, slot)
GROUP BY account, slot
ORDER BY account, slot`;
