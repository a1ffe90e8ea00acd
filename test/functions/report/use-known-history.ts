/** The known history in a table of its own, and the report command that is asked about it. */
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { type CommandResult, report, useEngine } from '../../support/run-report';
import { KNOWN_ROWS, NOW } from './known-history';

/** For the tests of one `describe`: the table stands before the first of them and is gone after the last. */
export function useKnownHistory() {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    useEngine(table);
  });
  afterAll(() => table.close());
  const ask = (command: string, ...args: string[]): Promise<CommandResult> =>
    report([command, '--table', table.tableName, ...args], NOW);
  const askOnTerminal = (columns: number, command: string, ...args: string[]): Promise<CommandResult> =>
    report([command, '--table', table.tableName, ...args], NOW, { terminal: { columns } });
  return { ask, askOnTerminal, table: () => table };
}
