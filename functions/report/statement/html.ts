/** The statement as a document for people, made for A4. Worths are rounded to cents; all else is exact. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inZone } from '../../cli/time';
import { toPrintable } from '../../history/printable';
import { PRICES_ENDPOINT, TOTALS_ENDPOINT } from '../../history/row';
import { slotTime } from '../../schedule/slot';
import { boundText, minus, numberText, worthText } from '../page/browser/format';
import { roundWorth } from '../page/round-worth';
import { formatDuration } from '../period';
import { UNKNOWN } from '../report';
import { isSimulatedCurrency } from '../simulated-currency';
import { walletLabel } from '../wallets';
import type { MissingWorth } from '../worth';
import type { KeyCheck } from './parse-check';
import type { Statement, StatementWallet } from './statement';

export async function statementHtml(statement: Statement): Promise<string> {
  const style = await readFile(join(__dirname, 'statement.css'), 'utf8');
  const { account, at, timezone } = statement;
  const title = `Balance statement of ${account}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeHtml(`${title} at ${at}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="subject">BingX account <b>${escapeHtml(account)}</b> at <b>${moment(at, timezone)}</b></p>
${facts(statement)}
${totalBox(statement)}
${walletTable(statement)}
${statement.wallets.map(assetTable).join('')}
${keySection(statement)}
${yearSection(statement)}
${manifest(statement)}
</body>
</html>
`;
}

function facts(statement: Statement): string {
  const { timezone, slot, at, secondsBeforeAt, capturedAt, pricedAt, madeAt, isStale } = statement;
  const zoned = (time: string) => moment(time, timezone);
  const age =
    secondsBeforeAt === 0
      ? 'exactly the moment'
      : `${formatDuration(secondsBeforeAt * 1000)} before the moment`;
  const stale = `<p class="notice">The last captured slot is ${escapeHtml(age)}: further back than one interval of its schedule. What was held in between is unknown.</p>`;
  return `${definitions([
    ['Moment', `${zoned(at)} = ${escapeHtml(at)}`],
    ['Time zone', escapeHtml(timezone)],
    ['Snapshot (slot)', `${zoned(slot)}, ${escapeHtml(age)}`],
    ['Balances read', zoned(capturedAt)],
    ['Prices read', pricedAt === null ? UNKNOWN : zoned(pricedAt)],
    ['Statement made', zoned(madeAt)],
  ])}${isStale ? stale : ''}`;
}

function totalBox({ total, notRequested }: Statement): string {
  const missing = total.missing.map((part) => `<li>${escapeHtml(missingText(part))}</li>`).join('');
  const others = notRequested.map(label).join(', ');
  return `<div class="total">Total worth of the wallets below: <strong>${worth(total)}${total.worth === null ? '' : ' USDT'}</strong>
${missing && `<p>Not in this total:</p><ul>${missing}</ul>`}
${others && `<p>Not part of the snapshot, so unknown: ${escapeHtml(others)}.</p>`}</div>`;
}

const missingText = ({ wallet, asset, reason }: MissingWorth) =>
  `${wallet === TOTALS_ENDPOINT ? FIGURES : label(wallet)}${asset === null ? '' : `, ${asset}`}: ${
    REASONS.get(reason) ?? `not read (${reason})`
  }`;

/** Many machines that print have no font with Ⓢ. */
const label = (wallet: string) => walletLabel(wallet).replace('Ⓢ', 'S');

const ANSWER_LABELS: Readonly<Record<string, string>> = {
  [TOTALS_ENDPOINT]: 'the exchange’s own figures',
  [PRICES_ENDPOINT]: 'prices of all pairs',
};

/** With the endpoint's name, which is the one in JSON. */
const answerLabel = (endpoint: string) => {
  const name = Object.hasOwn(ANSWER_LABELS, endpoint) ? ANSWER_LABELS[endpoint] : label(endpoint);
  return name === endpoint ? endpoint : `${name} (${endpoint})`;
};

const FIGURES = 'Account types of which BingX gives a figure alone, such as copy trading';

const REASONS = new Map([
  ['no-price', 'no price'],
  ['isolated-profit', 'unrealized profit of isolated positions is unknown'],
  ['unknown-wallet', 'a wallet of an unknown kind'],
]);

const walletTable = ({ wallets }: Statement) => `<h2>Wallets</h2>
<table><thead><tr><th>Wallet</th><th>Worth from</th>${head('Worth in USDT')}</tr></thead><tbody>
${wallets
  .map(
    (wallet) =>
      `<tr><td>${escapeHtml(label(wallet.wallet))}</td><td>${sourceText(wallet)}</td>${cell(worth(wallet))}</tr>`,
  )
  .join('\n')}
</tbody></table>`;

function sourceText({ source, assets }: StatementWallet): string {
  if (source === 'exchange') return 'the exchange’s own figure';
  return assets === null ? 'not read' : 'its assets and their prices';
}

/** Wallets of which no asset is known have their line in the table of wallets alone. */
function assetTable({ wallet, assets }: StatementWallet): string {
  if (assets === null) return '';
  const heading = `<h2>${escapeHtml(label(wallet))}</h2>`;
  if (assets.length === 0) return `${heading}<p>Nothing was held.</p>`;
  const heads = ['Total', 'Free', 'Locked', 'Price in USDT'].map(head).join('');
  const rows = assets.map((line) => {
    const amounts = [line.total, line.free, line.locked].map((amount) => cell(escapeHtml(minus(amount))));
    const hasNoPrice = isSimulatedCurrency(line.asset);
    const price = cell(hasNoPrice ? 'simulated' : escapeHtml(line.price ?? UNKNOWN));
    const source = `<td class="small">${escapeHtml(line.priceSource ?? '')}</td>`;
    const ofLine = hasNoPrice ? 'none' : worth({ worth: line.worth, bound: 'exact' });
    return `<tr><td>${escapeHtml(line.asset)}</td>${amounts.join('')}${price}${source}${cell(ofLine)}</tr>`;
  });
  return `${heading}
<table class="assets"><thead><tr><th>Asset</th>${heads}<th>Price from</th>${head('Worth in USDT')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

function keySection({ key, timezone }: Statement): string {
  const content = key
    ? definitions(keyFacts(key, timezone))
    : '<p>Not recorded in the snapshot; run <code>check-account</code> and give its result with <code>--check</code>.</p>';
  return `<section><h2>What the API key may do</h2>
${content}</section>`;
}

const keyFacts = (key: KeyCheck, timezone: string): [term: string, html: string][] => [
  ['May read', key.mayRead ? 'yes' : 'no'],
  [
    'Further permissions',
    key.extraPermissions.length > 0 ? escapeHtml(key.extraPermissions.join(', ')) : 'none',
  ],
  ['Restricted to IP addresses', key.isIpRestricted ? 'yes' : 'no'],
  [
    'Checked',
    `by the account check, ${key.checkedAt === null ? 'time of the check not recorded' : moment(key.checkedAt, timezone)}`,
  ],
];

function yearSection({ year, timezone }: Statement): string {
  const { from, to, historyFrom, completeness } = year;
  const share = completeness === null ? UNKNOWN : `${completeness}%`;
  const begins =
    historyFrom !== null && historyFrom > from
      ? `<p class="notice">The history of this account begins at ${moment(historyFrom, timezone)}: nothing is known of the time before it.</p>`
      : '';
  const counts = [
    `${numberText(year.due)} slots due`,
    `${numberText(year.captured)} captured`,
    `${numberText(year.failed)} failed`,
    `${numberText(year.missing)} missing`,
  ];
  return `<h2>Completeness of the history around it</h2>
${definitions([
  ['Period', `${moment(from, timezone)} to ${moment(to, timezone)}`],
  ['Completeness', `${share} (${counts.join(', ')})`],
])}${begins}`;
}

function manifest({ answers, answersNotKept, row }: Statement): string {
  const rows = answers.map(
    ({ endpoint, sha256 }) =>
      `<tr><td>${escapeHtml(answerLabel(endpoint))}</td><td><code>${sha256 ?? 'cannot be unpacked'}</code></td></tr>`,
  );
  return `<h2>Evidence</h2>
<table><thead><tr><th>Answer of BingX</th><th>SHA-256</th></tr></thead><tbody>
${rows.join('\n')}
<tr><td>the complete row, version ${row.version}</td><td><code>${row.sha256}</code></td></tr>
</tbody></table>
${answersNotKept.length > 0 ? `<p>Answers that were not kept: ${escapeHtml(answersNotKept.map(answerLabel).join(', '))}.</p>` : ''}
<p class="small">Amounts and prices are exact as read from BingX; worths are in USDT, rounded to cents from exact products and sums. An asset that a wallet does not list was held at zero. “unknown” is never counted as zero: “at least” and “about” mark sums from which something is missing. The statement in JSON can be verified against the history by <code>npm run report -- verify statement.json</code>.</p>`;
}

/** A sum that is not complete is never a plain number. */
function worth({ worth, bound }: Pick<Statement['total'], 'worth' | 'bound'>): string {
  if (worth === null) return UNKNOWN;
  return `<span class="nowrap">${boundText(bound)}${escapeHtml(worthText(roundWorth(worth)))}</span>`;
}

/** `2025-12-31 23:59:59 UTC+01:00`. */
function moment(time: string, timezone: string): string {
  const zoned = inZone(slotTime(time), timezone);
  const offset = zoned.offset === '+00:00' ? '' : zoned.offset;
  return `<span class="nowrap">${zoned.toPlainDateTime().toString().replace('T', ' ')} UTC${offset}</span>`;
}

const definitions = (pairs: [term: string, html: string][]) =>
  `<dl>${pairs.map(([term, html]) => `<dt>${term}</dt><dd>${html}</dd>`).join('\n')}</dl>`;

const head = (name: string) => `<th class="number">${name}</th>`;
const cell = (html: string) => `<td class="number">${html}</td>`;

const escapeHtml = (text: string) => toPrintable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
