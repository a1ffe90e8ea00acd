/** The entries of a saved log in each format in which AWS and browsers save one. */
import { entriesOf } from '../../../functions/replay/log-file';

async function* inChunks(chunks: Iterable<string>) {
  yield* chunks;
}

async function collect(entries: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const entry of entries) all.push(entry);
  return all;
}

const read = (...chunks: string[]) => collect(entriesOf(inChunks(chunks)));

const document = (...messages: string[]) => ({ events: messages.map((message) => ({ message })) });

it.each([
  ['on one line', JSON.stringify(document('one', 'two'))],
  ['on many lines', JSON.stringify(document('one', 'two'), undefined, 2)],
  ['with other properties first', JSON.stringify({ searchedLogStreams: [], ...document('one', 'two') })],
  ['after empty lines', `\n \n  ${JSON.stringify(document('one', 'two'))}`],
  ['after a byte order mark', `\ufeff${JSON.stringify(document('one', 'two'))}`],
  ['with line breaks of Windows', '{\r\n"events":[{"message":"one"},{"message":"two"}]}'],
])('a JSON document of log events %s is its messages', async (_, text) => {
  expect(await read(text)).toEqual(['one', 'two']);
  expect(await read(...text)).toEqual(['one', 'two']);
});

it.each([
  ['of Logs Insights', '@timestamp,@message\n2026,one\n2026,"two, and ""three"""\n'],
  ['of the console', '"timestamp","message"\n2026,one\n2026,"two, and ""three"""\n'],
  ['with line breaks of Windows', 'timestamp,message\r\n2026,one\r\n2026,"two, and ""three"""\r\n'],
])('a CSV file %s is its column of messages', async (_, text) => {
  expect(await read(text)).toEqual(['one', 'two, and "three"']);
});

it.each([
  ['a text before a JSON document', 'x{"events":[{"message":"one"}]}'],
  ['a line that ends with an opening brace', 'const a = {'],
  ['an entry of the function', '{"level":"INFO","message":"one"}'],
  ['columns that only contain the name', 'a"message",message"s"'],
  ['columns with quotes within the name', '"mess"age,me"ssage"'],
  ['a byte order mark within the text', 'one \ufeffmessages'],
])('%s is a line', async (_, line) => {
  expect(await read(line)).toEqual([line]);
});

it('the first line that is not empty decides on the format, in chunks of any size', async () => {
  expect(await read(...'\n \n{"level":"INFO"}\n')).toEqual(['', ' ', '{"level":"INFO"}']);
});

it('a text without any line has no entries', async () => {
  expect(await read()).toEqual([]);
  expect(await read('')).toEqual([]);
});

it('a document with other events, a damaged document and a damaged CSV file are errors in one sentence', async () => {
  await expect(read('{"events":[{"text":"one"}]}')).rejects.toThrow(
    'The JSON document must have "events", each with its "message", as `aws logs filter-log-events` prints it.',
  );
  await expect(read('{"events":[{"message":"one"}')).rejects.toThrow(
    'The input is not a complete JSON document: it may have been cut off.',
  );
  await expect(read('timestamp,message\n2026,"one')).rejects.toMatchObject({
    name: 'CommandError',
    message: expect.stringMatching(/^The CSV file is damaged: /),
  });
});

it('an error of the input is thrown as it is, also within a CSV file', async () => {
  const error = new Error('broken pipe');
  const breaking = (async function* () {
    yield 'timestamp,message\n2026,one\n';
    throw error;
  })();

  await expect(collect(entriesOf(breaking))).rejects.toBe(error);
});

it('a JSON document of more than 256 MB is an error before it is read to its end', async () => {
  const chunk = ' '.repeat(64 << 20);
  let chunks = 0;
  const endless = (async function* () {
    yield '{"events":[\n';
    for (; ; chunks++) yield chunk;
  })();

  await expect(collect(entriesOf(endless))).rejects.toThrow('must be at most 256 MB');
  expect(chunks).toBeLessThan(8);
});
