/** Whatever is altered in a row or in its statement, by as little as one byte, `report verify` notices it. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Item, marshallRow } from '../../../functions/history/marshall';
import type { CapturedRow } from '../../../functions/history/row';
import { parseStoredRow } from '../../../functions/history/stored-row';
import type { StatedDocument } from '../../../functions/report/statement/parse-statement';
import { isCaptured } from '../../../functions/report/statement/statement';
import { verifyAgainstRow } from '../../../functions/report/statement/verify';
import fc from '../../support/fast-check';
import { ANSWERS, incompleteRow, packed, statementOf, statementRow, YEAR } from './statement-rows';

const toCase = (row: CapturedRow) => ({
  item: marshallRow(row),
  text: JSON.stringify(statementOf(row), null, 2),
});
/** One answer was too large for the row, and one was cut. */
const { fund: _, ...withoutFund } = ANSWERS;
const notKept = toCase(
  statementRow({
    rawOmitted: ['fund'],
    raw: packed({
      ...withoutFund,
      stdFutures: `{"code":0,"data":[${' '.repeat(300_000)}`.slice(0, 256 * 1024),
    }),
  }),
);
const ROWS = { complete: toCase(statementRow()), incomplete: toCase(incompleteRow()) };

const anyRow = fc.constantFrom<keyof typeof ROWS>('complete', 'incomplete');

/** What differs between a statement and a row. */
function partsThatDiffer(stated: StatedDocument, item: Item): string[] {
  const stored = parseStoredRow(structuredClone(item));
  if (!isCaptured(stored)) return ['row'];
  return verifyAgainstRow(stated, stored, YEAR)
    .filter(({ result }) => result === 'differs')
    .map(({ part }) => part);
}

/** A value of DynamoDB and the path to it; every text, number and bytes of an item. */
type Leaf = { path: string; type: 'S' | 'N' | 'B'; value: Record<string, unknown> };

function leavesOf(value: Record<string, unknown>, path = ''): Leaf[] {
  return Object.entries(value).flatMap(([key, part]): Leaf[] => {
    if (key === 'S' || key === 'N' || key === 'B') return [{ path, type: key, value }];
    return leavesOf(part as Record<string, unknown>, key === 'M' ? path : `${path}.${key}`);
  });
}

/** Another byte, digit or letter at a place. */
const alteredBytes = (bytes: Uint8Array, at: number, offset: number): Uint8Array => {
  const altered = Uint8Array.from(bytes);
  const place = at % altered.length;
  altered[place] = ((altered[place] ?? 0) + offset) % 256;
  return altered;
};

function alteredText(text: string, at: number, offset: number, alphabet: string): string {
  const places = [...text].map((_, i) => i).filter((i) => alphabet.includes(text[i] ?? ''));
  const place = places[at % places.length] ?? 0;
  const old = alphabet.indexOf(text[place] ?? '');
  const other = alphabet[(old + 1 + (offset % (alphabet.length - 1))) % alphabet.length];
  return text.slice(0, place) + other + text.slice(place + 1);
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const place = fc.nat(100_000);
const offset = fc.integer({ min: 1, max: 255 });

describe('report verify notices', () => {
  it('nothing where nothing is altered', () => {
    for (const { item, text } of [...Object.values(ROWS), notKept])
      expect(partsThatDiffer(JSON.parse(text), item)).toEqual([]);
  });

  it('each altered byte of a raw answer, by its hash', () => {
    fc.assert(
      fc.property(anyRow, fc.nat(5), place, offset, (name, n, at, by) => {
        const { item, text } = ROWS[name];
        const altered = structuredClone(item);
        const answers = Object.entries(altered.raw?.M ?? {});
        const [endpoint, answer] = answers[n % answers.length] ?? [];
        if (!answer) return;
        const body = gunzipSync(answer.B ?? new Uint8Array());
        answer.B = gzipSync(alteredBytes(body, at, by));

        expect(partsThatDiffer(JSON.parse(text), altered)).toContain(`answers.${endpoint}.sha256`);
      }),
      { numRuns: 200 },
    );
  });

  /** What differs after another digit in one of the numbers of a map of the row; and the number's path in that map. */
  function alterNumber(name: keyof typeof ROWS, map: string, n: number, at: number, by: number) {
    const { item, text } = ROWS[name];
    const altered = structuredClone(item);
    const leaves = leavesOf(altered).filter(({ path, type }) => type === 'N' && path.startsWith(`.${map}.`));
    const { path = '', value = {} } = leaves[n % leaves.length] ?? {};
    value.N = alteredText(String(value.N), at, by, '0123456789');
    return { path: path.slice(map.length + 2), parts: partsThatDiffer(JSON.parse(text), altered) };
  }

  it('each altered amount, by the raw answer and by the hash of the row', () => {
    fc.assert(
      fc.property(anyRow, place, place, offset, (name, n, at, by) => {
        const { path, parts } = alterNumber(name, 'balances', n, at, by);

        expect(parts).toEqual(expect.arrayContaining([`amounts.${path}`, 'row.sha256']));
      }),
      { numRuns: 200 },
    );
  });

  it('each altered amount whose answer was not kept, by the statement and by the hash of the row', () => {
    fc.assert(
      fc.property(fc.constantFrom('fund', 'stdFutures'), place, place, offset, (wallet, n, at, by) => {
        const altered = structuredClone(notKept.item);
        const leaves = leavesOf(altered).filter(({ path }) => path.startsWith(`.balances.${wallet}.`));
        const { value = {} } = leaves[n % leaves.length] ?? {};
        value.N = alteredText(String(value.N), at, by, '0123456789');

        const parts = partsThatDiffer(JSON.parse(notKept.text), altered);

        expect(parts).toContain('row.sha256');
        expect(parts.some((part) => part.startsWith('amounts.'))).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  it('each altered price, by its asset and by the hash of the row', () => {
    fc.assert(
      fc.property(anyRow, place, place, offset, (name, n, at, by) => {
        const { path: asset, parts } = alterNumber(name, 'prices', n, at, by);

        expect(parts).toContain('row.sha256');
        expect(parts).toContainEqual(expect.stringMatching(new RegExp(`\\.assets\\.${asset}\\.price$`)));
      }),
      { numRuns: 200 },
    );
  });

  it('each altered byte of any attribute of the row', () => {
    fc.assert(
      fc.property(anyRow, place, place, offset, (name, n, at, by) => {
        const { item, text } = ROWS[name];
        const altered = structuredClone(item);
        // With another key it is another row.
        const leaves = leavesOf(altered).filter(({ path }) => !['.account', '.slot'].includes(path));
        const leaf = leaves[n % leaves.length];
        if (!leaf) return;
        const { type, value } = leaf;
        if (type === 'B') value.B = alteredBytes(value.B as Uint8Array, at, by);
        else value[type] = alteredText(String(value[type]), at, by, type === 'N' ? '0123456789' : LETTERS);

        expect(partsThatDiffer(JSON.parse(text), altered)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('each altered letter and digit of the statement, or refuses it', () => {
    // These select the row, and `madeAt` is not in the history.
    const selects = /"(account|slot|at|timezone|madeAt)": "/;
    fc.assert(
      fc.property(anyRow, place, place, offset, (name, n, at, by) => {
        const { item, text } = ROWS[name];
        const lines = text.split('\n');
        const places = [...lines.keys()].filter(
          (i) => /\w/.test(lines[i] ?? '') && !selects.test(lines[i] ?? ''),
        );
        const line = places[n % places.length] ?? 0;
        lines[line] = alteredText(lines[line] ?? '', at, by, LETTERS);

        let stated: StatedDocument;
        try {
          stated = JSON.parse(lines.join('\n'));
        } catch {
          return;
        }
        expect(partsThatDiffer(stated, item)).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
