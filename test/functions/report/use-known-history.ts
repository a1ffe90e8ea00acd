/** The known history in a table of its own, and the report command that queries it. */
import { startHistoryTable, type TestTable } from '../../support/dynamodb';
import { type CommandResult, report, useEngine } from '../../support/run-report';
import { KNOWN_ROWS, NOW } from './known-history';

/** For the tests of one `describe`: the table is made before the first of them and removed after the last. */
export function useKnownHistory() {
  let table: TestTable;
  beforeAll(async () => {
    table = await startHistoryTable();
    await table.write(KNOWN_ROWS);
    useEngine(table);
  });
  afterAll(() => table.close());
  const query = (command: string, ...args: string[]): Promise<CommandResult> =>
    report([command, '--table', table.tableName, ...args], NOW);
  const queryOnTerminal = (columns: number, command: string, ...args: string[]): Promise<CommandResult> =>
    report([command, '--table', table.tableName, ...args], NOW, { terminal: { columns } });
  return { query, queryOnTerminal, table: () => table };
}
